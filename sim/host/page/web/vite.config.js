// Builds the page to one file, ../report-template.html, which is committed and embedded in the program.
// Nothing in it may depend on the time or the machine: the tests build it again and compare bytes.
import { copyFileSync } from "node:fs";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// Copies the one file to where the program's build takes it from.
function putTemplate() {
  return {
    name: "put-template",
    closeBundle() {
      copyFileSync("dist/index.html", "../report-template.html");
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), putTemplate()],
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
