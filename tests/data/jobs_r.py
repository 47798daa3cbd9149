#!/usr/bin/env python3
"""jobs.csv in R: runs jobs.R on a fresh result.  usage: jobs_r.py AIFSIM; skipped (77) without R."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import results

if not shutil.which("Rscript"):
    results.skip("Rscript is not installed (package r-base-core)")
with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder) / "smoke"
    results.run(sys.argv[1], out, *results.SMOKE)
    script = pathlib.Path(__file__).with_name("jobs.R")
    sys.exit(subprocess.run(["Rscript", "--vanilla", str(script), str(out)], check=False).returncode)
