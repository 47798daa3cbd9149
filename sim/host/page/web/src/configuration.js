// Where the figures come from: configuration, inputs, what was left out, how to make them again.
import { coded, el, scroller, table } from "./dom.js";
import { state } from "./model.js";

export function configurationSection() {
  const { data } = state;
  return el(
    "section",
    { id: "configuration", "aria-labelledby": "h-configuration" },
    el("h2", { id: "h-configuration" }, "Configuration and provenance"),
    leftOut(data.left_out),
    el("h3", {}, "Make it again"),
    again(data),
    el("h3", {}, "Inputs"),
    inputs(data.inputs),
    el("h3", {}, "Sites"),
    sites(data.sites),
    el("h3", {}, "Experiment, with every default filled in"),
    scroller("Experiment", el("pre", {}, el("code", {}, data.experiment?.yaml ?? ""))),
  );
}

function leftOut(sentences) {
  if (sentences.length === 0) return el("p", {}, "Nothing was left out: every run of this experiment is in this file.");
  return el(
    "div",
    { class: "notice" },
    el("h3", {}, "What was left out"),
    el(
      "ul",
      {},
      sentences.map((text) => el("li", {}, coded(sentence(text)))),
    ),
  );
}

// Begins with a capital and ends with a full stop.
function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

function again(data) {
  return [
    el(
      "p",
      {},
      `These figures were made by aifsim ${data.aifsim ?? ""}. Runs are deterministic: the same experiment gives the same bytes on any machine and any number of processes.`,
    ),
    el(
      "pre",
      { class: "commands" },
      el(
        "code",
        {},
        `aifsim run DIR/experiment.resolved.yaml --out again\naifsim verify DIR    # runs it again and compares the hashes`,
      ),
    ),
    el("p", {}, coded(startSentence(data.inputs))),
    data.crate ? el("p", {}, "The directory beside this file describes itself in ro-crate-metadata.json.") : null,
  ].filter(Boolean);
}

// Files of the experiment are found from the folder in which the run was started.
export function startSentence(list) {
  const folder = "Start both in the folder in which `aifsim run` was started: the commands look for files from there";
  const first = list.length > 0 ? `, first of all ${list[0].path}` : "";
  return `${folder}${first}. DIR is the directory of this file, and experiment.resolved.yaml is in it.`;
}

function inputs(list) {
  if (list.length === 0) return el("p", {}, "The experiment reads no files but its own.");
  return table(
    "Files that were read, by content",
    ["file", "SHA-256"],
    list.map(({ path, sha256 }) => [path, el("code", { class: "hash" }, sha256)]),
    () => false,
  );
}

function sites(list) {
  const rows = list.map((site) => [
    site.name,
    site.base ?? "",
    `${site.units} ${site.unit}s`,
    site.nodes ? String(site.nodes) : "–",
    site.description ?? "",
  ]);
  return table("Sites of the experiment", ["site", "file", "size", "nodes", "description"], rows, () => false);
}
