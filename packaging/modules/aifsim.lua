-- Untried: the tool was not at hand.  Lmod: put it into the module path as aifsim/0.1.0.lua and set
-- root to the prefix of the installation.
local root = "/opt/aifsim"

help([[Replays job traces on models of Europe's AI factories and compares scheduling policies.
aifsim --help lists the commands; pages are in share/doc/aifsim.]])
whatis("Name: aifsim")
whatis("Version: 0.1.0")
whatis("Description: simulator of batch schedulers for Europe's AI factories")

prepend_path("PATH", pathJoin(root, "bin"))
prepend_path("MANPATH", pathJoin(root, "share/man"))
prepend_path("XDG_DATA_DIRS", pathJoin(root, "share"))
prepend_path("CPATH", pathJoin(root, "include"))
-- Where meson puts libraries differs between distributions: lib, lib64, lib/x86_64-linux-gnu.
prepend_path("PKG_CONFIG_PATH", pathJoin(root, "lib64/pkgconfig"))
prepend_path("LIBRARY_PATH", pathJoin(root, "lib64"))
