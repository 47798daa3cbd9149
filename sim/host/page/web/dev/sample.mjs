// Makes a page with invented data, for working on the page without the program.
// usage: node dev/sample.mjs OUT.html [JOBS] [POLICIES]
import { readFileSync, writeFileSync } from "node:fs";
import { sampleData } from "./sampledata.mjs";

const [out = "sample.html", jobs = "3000", policies = "3"] = process.argv.slice(2);
const page = readFileSync(new URL("../../report-template.html", import.meta.url), "utf8");
const text = JSON.stringify(sampleData(Number(jobs), Number(policies))).replaceAll("<", "\\u003c");
writeFileSync(
  out,
  page.replace("@AIFSIM_DATA@", () => text),
);
