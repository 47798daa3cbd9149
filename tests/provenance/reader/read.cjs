// A result directory as the npm package ro-crate sees it.  usage: node read.cjs DIR [CONTEXT]
// CONTEXT: where that package is installed.
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [dir, place] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(place || __dirname), "read.cjs"));
// Contexts would be looked up on the network.  The package has that of RO-Crate 1.2 with it, which
// kept the terms of 1.1; whether 1.1 has them is what crate.py checks.
const context = load("ro-crate/lib/context.json");
globalThis.fetch = async (url) => ({
  ok: url === "https://w3id.org/ro/crate/1.1/context",
  statusText: "no network in tests",
  json: async () => context,
});
const { ROCrate } = load("ro-crate");
const { validate } = load("ro-crate/lib/validator.js");

function fail(text) {
  console.log(`FAILED: ${text}`);
  process.exit(1);
}

async function main() {
  const json = JSON.parse(fs.readFileSync(path.join(dir, "ro-crate-metadata.json"), "utf8"));
  const files = {};
  for (const name of fs.readdirSync(dir))
    if (name !== "ro-crate-metadata.json") files[name] = { exists: true, isDir: false };
  const crate = new ROCrate(json, { array: true, link: true });
  await crate.resolveContext();
  const results = await validate(crate, files);
  const bad = results.filter((r) => r.status !== "success");
  if (bad.length) fail(JSON.stringify(bad, null, 1));
  const root = crate.rootDataset;
  const runs = root.mentions.filter((e) => e["@type"].includes("CreateAction"));
  const last = runs[runs.length - 1];
  if (last.instrument[0].name[0] !== "aifsim") fail("the last run is of another program");
  const made = last.result.map((e) => e["@id"]).sort();
  const listed = root.hasPart.map((e) => e["@id"]).filter((id) => id !== "run.log").sort();
  if (made.join() !== listed.join()) fail(`made ${made}, listed ${listed}`);
  for (const e of last.object) if (!/^[0-9a-f]{64}$/.test(e.sha256[0])) fail(`${e["@id"]}: no hash`);
  for (const term of ["name", "hasPart", "CreateAction", "instrument", "additionalProperty", "sha256"])
    if (!/^https?:/.test(crate.resolveTerm(term) || "")) fail(`${term} is in no context`);
  if (root.license[0].name.length !== 1) fail("no licence");
  console.log(`ok: ${listed.length} results, ${runs.length} runs, ${results.length} checks`);
}

main().catch((error) => fail(error.stack));
