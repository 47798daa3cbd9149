// Which job ran where and when, and why the one that is pointed at waited.
import { chartAt, extentOf, rangeOf, resetRange, setRange } from "./charts.js";
import { el, picker } from "./dom.js";
import { count, duration, instant } from "./format.js";
import { makeOverlay, makePainter, paintGroups, paintJobs, paintOverlay, weighted } from "./ganttdraw.js";
import { jobCard, jobInShort } from "./jobcard.js";
import { choose, ganttOf, panels, state, unixStart } from "./model.js";
import { chartHost, missing, numbers, runNote, sideBySide } from "./panels.js";
import { makeChart, timeAxis, zoomButtons } from "./plot.js";
import { findRect, firstAbove, sortRects } from "./raster.js";
import { seriesVariable, theme } from "./theme.js";

const HEIGHT = 420;
const COLOURS = { community: ["communities", "community"], user: ["users", "user"], kind: ["kinds", "kind"] };
const MOST_NAMES = 6;

// The gantts that are drawn, by panel; and the lanes that are seen, the same in both.
const views = new Map();
let lanes_seen = null;

export function ganttSection() {
  views.clear();
  lanes_seen = null;
  const shown = panels().map(({ policy }) => ganttOf(policy)).filter(Boolean);
  const lane = shown[0]?.lane ?? "node";
  return el(
    "section",
    { id: "gantt", "aria-labelledby": "h-gantt" },
    el("h2", { id: "h-gantt" }, "Jobs on the machine"),
    el("p", { class: "lead" }, `Each row is one ${lane}; a block is a job. Point at a job, or choose the chart and use the arrow keys, to see why it waited; the job that held it back gets a dashed frame.`),
    el(
      "div",
      { class: "tools" },
      picker("pick-colour", "Colour by", Object.keys(COLOURS).map((name) => [name, name]), state.colour, (value) => choose("colour", value)),
      zoomButtons("time", "gantt-0"),
      el("button", { type: "button", onclick: showAllLanes }, `All ${lane}s`),
    ),
    shown.length > 0 ? colourLegend(shown) : null,
    sideBySide(ganttPanel),
  );
}

// The names that get a colour of their own, the same in both panels: those with most unit-seconds.
function colouredNames(gantts) {
  const [list, column] = COLOURS[state.colour];
  const used = new Map();
  for (const gantt of gantts) {
    const { jobs } = gantt;
    for (let job = 0; job < jobs.id.length; job++) {
      if (jobs.start_s[job] < 0 || jobs[column][job] < 0) continue;
      const name = gantt[list][jobs[column][job]];
      used.set(name, (used.get(name) ?? 0) + jobs.units[job] * (jobs.end_s[job] - jobs.start_s[job]));
    }
  }
  const names = [...used.keys()].filter((name) => name !== "").sort((a, b) => used.get(b) - used.get(a) || (a < b ? -1 : 1));
  if (state.colour === "community") return gantts[0].communities.filter((name) => names.includes(name)).slice(0, MOST_NAMES);
  return names.slice(0, MOST_NAMES);
}

function colourLegend(gantts) {
  const names = colouredNames(gantts);
  const has_others = gantts.some((gantt) => gantt[COLOURS[state.colour][0]].some((name) => !names.includes(name)));
  const entries = has_others ? [...names, state.colour === "kind" ? "other or none" : "others"] : names;
  return el(
    "ul",
    { class: "legend", "aria-label": "Colours; choose one to bring it out" },
    entries.map((name, index) => {
      const block = el("span", { class: "block", style: `background:${index < names.length ? seriesVariable(index) : "var(--series-other)"}` });
      const button = el("button", { type: "button", "aria-pressed": "false" }, block, ` ${name}`);
      button.addEventListener("click", () => emphasise(button, index));
      return el("li", {}, button);
    }),
  );
}

function colourAt(index, names) {
  return index < names ? theme().series[index] : theme().other;
}

function emphasise(button, index) {
  const is_on = button.getAttribute("aria-pressed") !== "true";
  for (const other of button.closest("ul").querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(is_on));
  for (const view of views.values()) {
    view.emphasised = is_on ? index : null;
    view.u.batch(() => view.u.redraw(false, true));
  }
}

function ganttPanel({ number, policy }) {
  const gantt = ganttOf(policy);
  if (gantt === null) return missing("the jobs of this policy's run are not in the report");
  const card = el("div", { class: "job", "aria-live": "polite" }, el("p", { class: "hint" }, "No job chosen."));
  return [
    chartHost(HEIGHT, (host) => drawGantt(host, number, gantt, card)),
    card,
    jobNumbers(gantt),
    runNote(gantt),
  ];
}

function jobNumbers(gantt) {
  const { jobs } = gantt;
  const name = (list, index) => (index >= 0 ? list[index] : "–");
  const row = (job) => [
    String(jobs.id[job]),
    name(gantt.users, jobs.user[job]),
    name(gantt.communities, jobs.community[job]),
    count(jobs.units[job]),
    instant(jobs.submit_s[job], unixStart()),
    jobs.start_s[job] < 0 ? "–" : duration(jobs.start_s[job] - jobs.submit_s[job]),
    instant(jobs.start_s[job], unixStart()),
    instant(jobs.start_s[job] < 0 ? -1 : jobs.end_s[job], unixStart()),
    name(gantt.outcomes, jobs.outcome[job]),
    name(gantt.reasons, jobs.reason?.[job] ?? -1),
  ];
  const head = ["job", "user", "community", "units", "submitted", "waited", "started", "ended", "outcome", "why it waited"];
  return numbers("jobs", head, jobs.id.length, (first, last) => Array.from({ length: last - first }, (unused, at) => row(first + at)));
}

function drawGantt(host, number, gantt, card) {
  const view = { number, gantt, card, emphasised: null, job: -1, painter: makePainter(), ...colouring(gantt) };
  view.sorted = sortedOf(gantt);
  view.jobs = gantt.jobs;
  const { sorted } = view;
  view.u = makeChart(host, {
    id: `gantt-${number}`,
    group: "time",
    label: `Jobs on ${gantt.lanes} ${gantt.lane}s over time. Arrow keys choose a job, plus and minus zoom, shift and arrow keys move, 0 shows all.`,
    xs: sorted.start,
    series: [["end_s", sorted.end], ["lane", sorted.lane], ["span", sorted.span], ["job", sorted.job]].map(([name, values]) => ({ name, values, paths: () => null, auto: false })),
    scales: { y: { dir: -1, auto: false, range: () => laneRange(gantt) } },
    axes: [timeAxis(unixStart()), { label: gantt.lane, labelSize: 18, size: 52, grid: { show: false }, incrs: [1, 2, 4, 5, 8, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 5000, 10000, 100000] }],
    height: HEIGHT,
    has_points: false,
    drag_y: true,
    hint: "Drag to zoom, shift and drag to move, double-click to show all.",
    readout: (index, u) => (u.cursor.left >= 0 ? instant(u.posToVal(u.cursor.left, "x"), unixStart()) : ""),
    onSelect: (top, bottom) => showLanes(top, bottom),
    onReset: () => showAllLanes(),
    keys: (event) => ganttKey(event, view),
    hooks: { draw: [(u) => paint(u, view)] },
  });
  views.set(number, view);
  view.overlay = makeOverlay(view.u);
  view.u.over.addEventListener("mousemove", (event) => pointAt(view, event));
  view.u.over.addEventListener("click", (event) => pointAt(view, event));
}

// Sorting is done once for a gantt, however often it is drawn anew.
const sorted_gantts = new WeakMap();

function sortedOf(gantt) {
  if (!sorted_gantts.has(gantt)) sorted_gantts.set(gantt, sortRects(gantt.jobs, gantt.rects));
  return sorted_gantts.get(gantt);
}

// The number of its colour for each job.
function colouring(gantt) {
  const shown = panels().map(({ policy }) => ganttOf(policy)).filter(Boolean);
  const names = colouredNames(shown);
  const [list, column] = COLOURS[state.colour];
  const of_index = gantt[list].map((name) => (names.indexOf(name) >= 0 ? names.indexOf(name) : names.length));
  const colour_of = Uint8Array.from(gantt.jobs[column], (index) => (index >= 0 ? of_index[index] : names.length));
  return { colour_of, name_count: names.length };
}

function paint(u, view) {
  const names = Array.from({ length: view.name_count + 1 }, (unused, index) => colourAt(index, view.name_count));
  const look = { sorted: view.sorted, colour_of: view.colour_of, colours: weighted(names, view.emphasised) };
  const [top, bottom] = laneRange(view.gantt);
  paintJobs(u, view.painter, look, { top, bottom });
  paintGroups(u, view.gantt.lane_groups ?? []);
  if (view.overlay) mark(view);
}

function mark(view) {
  paintOverlay(view.u, view.overlay, view, view.job, (job) => rectsOf(view.sorted, job));
}

// The rectangles of a job: they start together, so they lie side by side in the order of starts.
function rectsOf(sorted, job) {
  const found = [];
  const start = sorted.start_of?.[job];
  for (let i = firstOfJob(sorted, job, start); i < sorted.count; i++) if (sorted.job[i] === job) found.push(i);
    else if (start !== undefined && sorted.start[i] > start) break;
  return found;
}

function firstOfJob(sorted, job, start) {
  return start === undefined ? 0 : firstAbove(sorted.start, start, true);
}

function laneRange(gantt) {
  return lanes_seen ?? [0, gantt.lanes];
}

function showLanes(top, bottom) {
  const most = Math.max(...[...views.values()].map((view) => view.gantt.lanes));
  const first = Math.max(0, Math.floor(Math.min(top, bottom)));
  const last = Math.min(most, Math.max(first + 1, Math.ceil(Math.max(top, bottom))));
  lanes_seen = first === 0 && last === most ? null : [first, last];
  redrawLanes();
}

function showAllLanes() {
  lanes_seen = null;
  redrawLanes();
}

function redrawLanes() {
  for (const { u, gantt } of views.values()) {
    const [min, max] = laneRange(gantt);
    u.batch(() => u.setScale("y", { min, max }));
  }
}

// Shows the job under the pointer; between jobs the last one stays, so that its card can be read.
function pointAt(view, event) {
  const { u } = view;
  const box = u.over.getBoundingClientRect();
  const at = u.posToVal(event.clientX - box.left, "x");
  const lane = u.posToVal(event.clientY - box.top, "y");
  const per_px = (u.scales.x.max - u.scales.x.min) / box.width;
  const [top, bottom] = laneRange(view.gantt);
  const rect = findRect(view.sorted, at, lane, per_px * 2, ((bottom - top) / box.height) * 1.5);
  if (rect >= 0) showJob(view, view.sorted.job[rect], false);
}

function showJob(view, job, is_keyboard) {
  if (job === view.job) return;
  view.job = job;
  mark(view);
  view.card.setAttribute("aria-live", is_keyboard ? "polite" : "off");
  view.card.replaceChildren(...jobCard(view.gantt, job));
  view.card.title = jobInShort(view.gantt, job);
}

// Arrow keys go through the jobs in the order of their starts; those out of view are brought into it.
function ganttKey(event, view) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key === "b" && view.job >= 0) return goTo(view, view.jobs.blocker?.[view.job] ?? -1);
  if (event.shiftKey || !steps[event.key]) return false;
  return goTo(view, nextJob(view, steps[event.key]));
}

function goTo(view, job) {
  if (job < 0) return true;
  bringIntoView(view.gantt.jobs, job);
  showJob(view, job, true);
  return true;
}

function nextJob(view, step) {
  const { sorted } = view;
  if (view.job < 0) {
    const { min } = rangeOf("time");
    return sorted.count > 0 ? sorted.job[Math.min(sorted.count - 1, firstAbove(sorted.start, min, true))] : -1;
  }
  let at = rectsOf(sorted, view.job)[0] ?? 0;
  while (at >= 0 && at < sorted.count && sorted.job[at] === view.job) at += step;
  return at >= 0 && at < sorted.count ? sorted.job[at] : view.job;
}

function bringIntoView(jobs, job) {
  const { min, max } = rangeOf("time");
  if (jobs.start_s[job] >= min && jobs.start_s[job] <= max) return;
  const half = (max - min) / 2;
  const all = extentOf("time");
  const middle = Math.max(all.min + half, Math.min(all.max - half, jobs.start_s[job]));
  setRange("time", middle - half, middle + half);
}

export function resetGantt() {
  lanes_seen = null;
  resetRange("time");
}

export function ganttChart(number) {
  return chartAt(`gantt-${number}`);
}
