#!/usr/bin/env python3
"""What can be known of the recipes in packaging/ without the tools that they are for: that they can be
read, say so, state the version of meson.build, use options that exist, and ask for every dependency.

usage: recipes.py SOURCE_ROOT
"""
import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

root = Path(sys.argv[1])
found = []

# Module or library of the build -> what it is called by Spack, EasyBuild, Debian.
NAMES = {
    "jansson": ("jansson", "Jansson", "libjansson-dev"),
    "libarchive": ("libarchive", "libarchive", "libarchive-dev"),
    "libmd": ("libmd", "libmd", "libmd-dev"),
    "sqlite3": ("sqlite", "SQLite", "libsqlite3-dev"),
    "yaml-0.1": ("libyaml", "libyaml", "libyaml-dev"),
    "zlib": ("zlib-api", "zlib", "zlib1g-dev"),
    "hwloc": ("hwloc", "hwloc", "libhwloc-dev"),
    "mpi": ("mpi", None, "libopenmpi-dev"),  # the foss toolchain brings it
    "Random123": ("random123", "Random123", "librandom123-dev"),
    "scdoc": (None, None, "scdoc"),  # optional where it is not packaged
}


def want(condition, text):
    if not condition:
        found.append(text)


def read(name):
    return (root / name).read_text(encoding="utf-8")


def check_names(name, names, column):
    for module, others in NAMES.items():
        if others[column]:
            want(others[column] in names, f"{name}: {others[column]} (for {module}) is missing")


def check_options(name, text):
    known = set(re.findall(r"option\('(\w+)'", read("meson_options.txt"))) | {"b_ndebug", "werror"}
    for option in re.findall(r"-D(\w+)=", text) + re.findall(r'feature\("(\w+)"\)', text):
        want(option in known, f"{name}: there is no option {option}")


def check_spack(version):
    del version  # built from a checkout: it states none
    name = "packaging/spack/package.py"
    text = read(name)
    tree = ast.parse(text, name)
    want(any(isinstance(n, ast.ClassDef) and n.name == "Aifsim" for n in tree.body),
         f"{name}: no class Aifsim")
    asked = [n.args[0].value for n in ast.walk(tree) if isinstance(n, ast.Call)
             and getattr(n.func, "id", "") == "depends_on"]
    check_names(name, {re.split("[@+~]", a)[0] for a in asked}, 0)
    check_options(name, text)


def check_easybuild(version):
    name = f"packaging/easybuild/aifsim-{version}-foss-2023a.eb"
    if not (root / name).exists():
        found.append(f"{name} is missing")
        return
    text = read(name)
    values = {"SOURCE_TAR_GZ": "x"}
    exec(compile(text, name, "exec"), values)  # an easyconfig is assignments
    want(values.get("version") == version, f"{name}: version")
    for key in ("easyblock", "name", "homepage", "description", "toolchain", "sources", "moduleclass"):
        want(values.get(key), f"{name}: {key} is missing")
    asked = {d[0] for d in values["dependencies"] + values["builddependencies"]}
    check_names(name, asked, 1)
    check_options(name, text)


def stages(text):
    """Of an Apptainer definition: a list of (headers, {section: lines})."""
    out = []
    section = None
    for line in text.splitlines():
        header = re.match(r"(\w+): *(\S.*)$", line)
        if header and header[1] == "Bootstrap":
            out.append(({}, {}))
            section = None
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("%"):
            section = line.split("#")[0].strip()
            out[-1][1][section] = []
        elif section:
            out[-1][1][section].append(line)
        elif header:
            out[-1][0][header[1]] = header[2]
        else:
            found.append(f"apptainer: '{line}' is in no section")
    return out


def check_apptainer(version):
    name = "packaging/apptainer/aifsim.def"
    text = read(name)
    known = {"%files", "%post", "%environment", "%runscript", "%test", "%labels", "%help"}
    names = []
    for headers, sections in stages(text):
        want(set(headers) == {"Bootstrap", "From", "Stage"}, f"{name}: headers {sorted(headers)}")
        for section, lines in sections.items():
            source = re.fullmatch(r"%files from (\w+)", section)
            want(section in known or source, f"{name}: unknown section {section}")
            want(not source or source[1] in names, f"{name}: {section}: there is no such stage before")
            want(lines, f"{name}: {section} is empty")
            if section in ("%post", "%runscript", "%test", "%environment"):
                done = subprocess.run(["sh", "-n"], input="\n".join(lines), text=True,
                                      capture_output=True)
                want(done.returncode == 0, f"{name}: {section}: {done.stderr}")
        names.append(headers.get("Stage"))
    want(names == ["build", "final"], f"{name}: stages {names}")
    want(f"Version {version}\n" in text, f"{name}: version")
    check_names(name, set(text.split()), 2)
    check_options(name, text)


def check_debian(version):
    text = read("packaging/debian/control")
    check_names("packaging/debian/control", set(re.split(r"[\s,]+", text)), 2)
    check_options("packaging/debian/rules", read("packaging/debian/rules"))
    want(read("packaging/debian/changelog").startswith(f"aifsim ({version}) "),
         "packaging/debian/changelog: version")


def check_modules(version):
    tools = {"aifsim.lua": ["luac", "-p"], "aifsim.tcl": ["tclsh"]}
    for name, command in tools.items():
        path = root / "packaging/modules" / name
        text = path.read_text(encoding="utf-8")
        want(version in text, f"{name}: version")
        for left, right in ("()", "{}", "[]"):
            want(text.count(left) == text.count(right), f"{name}: {left} and {right}")
        if not shutil.which(command[0]):
            print(f"skipped: {name} is not parsed without {command[0]}")
        elif name.endswith(".lua"):
            want(subprocess.run([*command, str(path)]).returncode == 0, f"{name}: is no Lua")
        else:
            script = f"if {{![info complete [read [open {{{path}}}]]]}} {{exit 1}}"
            want(subprocess.run(command, input=script, text=True).returncode == 0, f"{name}: no Tcl")


def main():
    version = re.search(r"version: '([^']*)'", read("meson.build"))[1]
    for name in ("spack/package.py", f"easybuild/aifsim-{version}-foss-2023a.eb",
                 "apptainer/aifsim.def", "modules/aifsim.lua", "modules/aifsim.tcl"):
        head = "\n".join(read(f"packaging/{name}").splitlines()[:3])
        want("Untried: the tool was not at hand" in head, f"packaging/{name}: does not say untried")
    modules = set(re.findall(r"dependency\('([^']+)'", read("meson.build") + read("sim/meson.build")))
    want(modules <= set(NAMES), f"recipes.py does not know {sorted(modules - set(NAMES))}")
    for check in (check_spack, check_easybuild, check_apptainer, check_debian, check_modules):
        check(version)
    print("\n".join(found) if found else "ok")
    sys.exit(1 if found else 0)


main()
