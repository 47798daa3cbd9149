# Untried: the tool was not at hand.  Copy to a Spack repository as packages/aifsim/package.py.
#
# Copyright 2026 The aifsim developers
# SPDX-License-Identifier: Apache-2.0

from spack.package import *


class Aifsim(MesonPackage):
    """Replays job traces on models of Europe's AI factories and compares scheduling policies."""

    # There is no public address of the sources yet: build from a checkout with
    #   spack dev-build aifsim@main
    # and put url and a version with its sha256 here once there is an archive.
    has_code = True

    license("Apache-2.0")

    version("main")

    variant("mpi", default=True, description="Campaigns over MPI ranks")
    variant("hwloc", default=True, description="Bind ranks to cores")

    depends_on("c", type="build")
    depends_on("meson@1.0:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("random123", type="build")
    depends_on("jansson@2.13:")
    depends_on("libarchive@3.4:")
    depends_on("libmd")
    depends_on("sqlite@3.37:")
    depends_on("libyaml@0.2.5:")
    depends_on("zlib-api")
    depends_on("mpi", when="+mpi")
    depends_on("hwloc@2:", when="+hwloc")

    def meson_args(self):
        def feature(name):
            return f"-D{name}={'enabled' if self.spec.satisfies('+' + name) else 'disabled'}"

        return [feature("mpi"), feature("hwloc"), "-Dman=auto", "-Dtests=false", "-Dwerror=false"]

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def run_smoke(self):
        with working_dir("smoke", create=True):
            aifsim = Executable(self.prefix.bin.aifsim)
            aifsim("run", "smoke", "--out", "out")
            aifsim("verify", "out")
