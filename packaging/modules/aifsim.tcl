#%Module1.0
# Untried: the tool was not at hand.  Environment Modules: put it into the module path as
# aifsim/0.1.0 and set root to the prefix of the installation.
set root /opt/aifsim

proc ModulesHelp {} {
    puts stderr "Replays job traces on models of Europe's AI factories and compares scheduling policies."
    puts stderr "aifsim --help lists the commands; pages are in share/doc/aifsim."
}
module-whatis "simulator of batch schedulers for Europe's AI factories, version 0.1.0"

prepend-path PATH $root/bin
prepend-path MANPATH $root/share/man
prepend-path XDG_DATA_DIRS $root/share
prepend-path CPATH $root/include
# Where meson puts libraries differs between distributions: lib, lib64, lib/x86_64-linux-gnu.
prepend-path PKG_CONFIG_PATH $root/lib64/pkgconfig
prepend-path LIBRARY_PATH $root/lib64
