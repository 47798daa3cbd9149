// The section of jobs on the machine: choices, legend, two charts and the card of the job that is looked at.
import { el, picker } from "./dom.js";
import { duration, instant } from "./format.js";
import { chooseColour, coloured } from "./ganttcolour.js";
import { panLanes, showAllLanes, showLanes, zoomLanes } from "./ganttlanes.js";
import { clearViews, drawGantt, emphasise, findJob } from "./ganttview.js";
import { unitsText } from "./jobwords.js";
import { choose, ganttOf, panels, state, unixStart } from "./model.js";
import { blockSwatch, chartHost, legend, missing, numbers, sideBySide } from "./panels.js";
import { zoomButtons } from "./plot.js";
import { reasonsTable } from "./reasons.js";

const HEIGHT = 420;

export function ganttSection() {
  clearViews();
  const shown = panels()
    .map(({ policy }) => ganttOf(policy))
    .filter(Boolean);
  const lane = shown[0]?.lane ?? "node";
  const there = shown.length > 0;
  if (there) chooseColour();
  return el(
    "section",
    { id: "gantt", "aria-labelledby": "h-gantt" },
    el("h2", { id: "h-gantt" }, "Jobs on the machine"),
    there ? el("p", { class: "lead" }, leadText(lane)) : null,
    el(
      "div",
      { class: "tools" },
      there ? colourPicker() : null,
      there ? partPicker(shown[0]) : null,
      there ? zoomButtons("time", "gantt-0", showEverything) : null,
      there ? laneButtons(lane) : null,
      there ? finder() : null,
    ),
    there ? colourLegend(shown) : null,
    sideBySide(ganttPanel),
  );
}

function leadText(lane) {
  return `Each row is one ${lane}, each block a job. Point at a job to see what it is and why it waited; the job that it stood behind first gets a dashed frame. With the keyboard, go to a chart and step through its jobs with the arrow keys; b goes to the job that it stood behind.`;
}

function showEverything() {
  const part = document.getElementById("pick-part");
  if (part) part.value = "all";
  showAllLanes();
}

function colourPicker() {
  const names = ["community", "account", "user", "kind"];
  return picker(
    "pick-colour",
    "Colour by",
    names.map((name) => [name, name]),
    state.colour,
    (value) => choose("colour", value),
  );
}

// One group of nodes alone, on a machine of several.
function partPicker({ lane_groups: groups = [] }) {
  if (groups.length < 2) return null;
  const show = (value) => {
    const group = groups[Number(value)];
    if (group) showLanes(group.first, group.first + group.count);
    else showAllLanes();
  };
  return picker(
    "pick-part",
    "Part",
    [["all", "all"], ...groups.map((group, index) => [index, group.name])],
    "all",
    show,
  );
}

// What dragging a box does to rows, for who does not drag.
function laneButtons(lane) {
  const button = (text, label, act) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
  return el(
    "div",
    { class: "zoom", role: "group", "aria-label": "Rows" },
    button("Rows −", `More ${lane}s`, () => zoomLanes(2)),
    button("Rows +", `Fewer ${lane}s`, () => zoomLanes(0.5)),
    button("↑", "Rows above", () => panLanes(-0.25)),
    button("↓", "Rows below", () => panLanes(0.25)),
  );
}

function finder() {
  const answer = el("span", { class: "hint", role: "status" });
  const input = el("input", { id: "find-job", type: "text", inputmode: "numeric", autocomplete: "off", size: "8" });
  const find = () => {
    const is_found = input.value.trim() === "" || findJob(input.value.trim());
    answer.textContent = is_found ? "" : `There is no job ${input.value.trim()}.`;
  };
  input.addEventListener("change", find);
  return el(
    "div",
    { class: "pick" },
    el("label", { for: "find-job" }, "Find job"),
    el("span", { class: "row" }, input, answer),
  );
}

function colourLegend(gantts) {
  const { names, has_others } = coloured(gantts);
  const others = {
    name: "others",
    text: state.colour === "kind" ? "other or none" : "others",
    swatch: () => blockSwatch(99),
  };
  const entries = names.map((name, index) => ({ name, swatch: () => blockSwatch(index), is_on: false }));
  if (has_others) entries.push({ ...others, is_on: false });
  const press = (name, is_on, button) => {
    for (const other of button.closest("ul").querySelectorAll("button"))
      if (other !== button) other.setAttribute("aria-pressed", "false");
    emphasise(is_on ? entries.findIndex((entry) => entry.name === name) : null);
  };
  return legend("Colours; choose one to bring it out", "blocks", entries, press);
}

function ganttPanel(panel) {
  const gantt = ganttOf(panel.policy);
  if (gantt === null) return missing("the jobs of this policy's run are not in the report");
  const card = el("div", { class: "job" }, el("p", { class: "hint" }, "Point at a job."));
  const spoken = el("p", { class: "hidden", "aria-live": "polite" });
  return [
    chartHost(HEIGHT, (host) => drawGantt(host, panel, gantt, { card, spoken })),
    card,
    spoken,
    reasonsTable(gantt),
    jobNumbers(gantt),
  ];
}

function jobNumbers(gantt) {
  const { jobs } = gantt;
  const name = (list, index) => (index >= 0 && list[index] ? list[index] : "–");
  const row = (job) => {
    const has_run = jobs.start_s[job] >= 0;
    return [
      String(jobs.id[job]),
      name(gantt.users, jobs.user[job]),
      name(gantt.accounts, jobs.account[job]),
      name(gantt.communities, jobs.community[job]),
      name(gantt.kinds, jobs.kind[job]),
      unitsText(jobs.units[job]),
      instant(jobs.submit_s[job], unixStart()),
      has_run ? duration(jobs.start_s[job] - jobs.submit_s[job]) : "–",
      has_run ? instant(jobs.start_s[job], unixStart()) : "–",
      has_run ? instant(jobs.end_s[job], unixStart()) : "–",
      name(gantt.outcomes, jobs.outcome[job]),
      name(gantt.reasons, jobs.reason?.[job] ?? -1),
    ];
  };
  const head = [
    "job",
    "user",
    "account",
    "community",
    "kind",
    "units",
    "submitted",
    "waited",
    "started",
    "ended",
    "outcome",
    "why it waited",
  ];
  return numbers("jobs", head, jobs.id.length, (first, last) =>
    Array.from({ length: last - first }, (unused, at) => row(first + at)),
  );
}
