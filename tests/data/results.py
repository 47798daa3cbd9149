"""Result directories for the tests of this folder: made once each by the program under test."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMOKE = ("configs/experiments/smoke.yaml", "--set", "seeds=1..5")


def skip(reason):
    print("SKIPPED:", reason)
    sys.exit(77)


def run(aifsim, folder, *arguments):
    """aifsim run ARGUMENTS --out FOLDER, as it is typed in the root of the repository."""
    subprocess.run([os.path.abspath(aifsim), "run", *arguments, "--out", str(folder), "--quiet"], check=True,
                   cwd=ROOT, stdout=subprocess.DEVNULL)


def compare(aifsim, folder, into, metrics):
    """What aifsim compare says, as a CSV file."""
    subprocess.run([os.path.abspath(aifsim), "compare", str(folder), "--metric", metrics, "--export-csv", str(into)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
