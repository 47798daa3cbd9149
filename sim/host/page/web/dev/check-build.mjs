// Fails the build where the template could not be filled in, or where it would load something.
import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../report-template.html", import.meta.url), "utf8");
const tag = '<script type="application/json" id="aifsim-data">@AIFSIM_DATA@</script>';

// How often a text occurs in the page.
function count(text) {
  return page.split(text).length - 1;
}

const faults = [
  [count(tag) !== 1, "the place for the data is not there exactly once"],
  [count("@AIFSIM_DATA@") !== 1, "the name of the place for the data occurs elsewhere"],
  [/<(link|script|img)[^>]*\s(src|href)=(?!["']?(data:|#))/.test(page), "something is loaded from another file"],
  [/sourceMappingURL/.test(page), "a source map is named"],
  [!page.includes("Permission is hereby granted"), "the licence of uPlot is missing"],
].filter(([is_wrong]) => is_wrong);

for (const [, text] of faults) console.error(`report-template.html: ${text}`);
process.exit(faults.length > 0 ? 1 : 0);
