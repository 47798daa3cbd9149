// One gantt: its chart, and the job in it that is looked at by pointer or keys.
import { extentOf, rangeOf, setRange } from "./charts.js";
import { coloursNow, colouring } from "./ganttcolour.js";
import { makeOverlay, makePainter, paintGroups, paintJobs, paintOverlay, weighted } from "./ganttdraw.js";
import { bringLane, joinLanes, laneRange, leaveLanes, panLanes, showAllLanes, showLanes } from "./ganttlanes.js";
import { jobCard, jobInShort } from "./jobcard.js";
import { el } from "./dom.js";
import { instant } from "./format.js";
import { unixStart } from "./model.js";
import { makeChart, timeAxis } from "./plot.js";
import { findRect, firstAbove, sortRects } from "./raster.js";

const HEIGHT = 420;
const LANE_STEPS = [1, 2, 4, 5, 8, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 5000, 10000, 100000];

// The gantts that are drawn, by panel, and the colour that is brought out in all of them (null: none).
const views = new Map();
let brought_out = null;

export function clearViews() {
  views.clear();
  leaveLanes();
  brought_out = null;
}

// parts: the card, and the text for screen readers.
export function drawGantt(host, { number }, gantt, parts) {
  const view = {
    number,
    gantt,
    jobs: gantt.jobs,
    job: -1,
    painter: makePainter(),
    sorted: sortedOf(gantt),
    ...parts,
    ...colouring(gantt),
  };
  view.u = makeChart(host, specOf(view));
  view.overlay = makeOverlay(view.u);
  view.tip = el("div", { class: "tip", "aria-hidden": "true" });
  host.append(view.tip);
  views.set(number, view);
  joinLanes(view.u, gantt.lanes);
  for (const kind of ["mousemove", "click"]) view.u.over.addEventListener(kind, (event) => pointAt(view, event));
  view.u.over.addEventListener("mouseleave", () => view.tip.replaceChildren());
}

function specOf(view) {
  const { gantt, sorted } = view;
  const columns = { end_s: sorted.end, lane: sorted.lane, span: sorted.span, job: sorted.job };
  return {
    id: `gantt-${view.number}`,
    group: "time",
    label: `Jobs on ${gantt.lanes} ${gantt.lane}s over time. Arrow keys choose a job, b the one that it stood behind. Plus and minus zoom, shift and arrow keys move, 0 shows all.`,
    xs: sorted.start,
    series: Object.entries(columns).map(([name, values]) => ({ name, values, paths: () => null, auto: false })),
    scales: { y: { dir: -1, auto: false, range: () => laneRange(gantt.lanes) } },
    axes: [
      timeAxis(unixStart()),
      { label: gantt.lane, labelSize: 18, size: 52, grid: { show: false }, incrs: LANE_STEPS },
    ],
    height: HEIGHT,
    has_points: false,
    drag_y: true,
    hint: "Drag to zoom, shift and drag to move, double-click to show all.",
    readout: (index, u) => (u.cursor.left >= 0 ? instant(u.posToVal(u.cursor.left, "x"), unixStart()) : ""),
    onSelect: showLanes,
    onReset: showAllLanes,
    keys: (event) => pressed(event, view),
    hooks: { draw: [(u) => paint(u, view)] },
  };
}

// Sorting is done once for a gantt, however often it is drawn anew.
const sorted_gantts = new WeakMap();

function sortedOf(gantt) {
  if (!sorted_gantts.has(gantt)) sorted_gantts.set(gantt, sortRects(gantt.jobs, gantt.rects));
  return sorted_gantts.get(gantt);
}

function paint(u, view) {
  const look = {
    sorted: view.sorted,
    colour_of: view.colour_of,
    colours: weighted(coloursNow(view.name_count), brought_out),
  };
  const [top, bottom] = laneRange(view.gantt.lanes);
  paintJobs(u, view.painter, look, { top, bottom });
  paintGroups(u, view.gantt.lane_groups ?? []);
  if (view.overlay) mark(view);
}

function mark(view) {
  paintOverlay(view.u, view.overlay, view, view.job, (job) => rectsOf(view, job));
}

// The rectangles of a job: they start together, so all lie between two places in the order of starts.
function rectsOf({ sorted, jobs }, job) {
  const found = [];
  const start = jobs.start_s[job];
  if (start < 0) return found;
  for (let i = firstAbove(sorted.start, start, true); i < sorted.count && sorted.start[i] === start; i++)
    if (sorted.job[i] === job) found.push(i);
  return found;
}

// Brings one colour out in all gantts; null: all are as bright again.
export function emphasise(index) {
  brought_out = index;
  for (const { u } of views.values()) u.batch(() => u.redraw(false, true));
}

// Shows the job under the pointer; between jobs the last one stays, so that its card can be read.
function pointAt(view, event) {
  const { u } = view;
  const box = u.over.getBoundingClientRect();
  const at = u.posToVal(event.clientX - box.left, "x");
  const lane = u.posToVal(event.clientY - box.top, "y");
  const per_px = (u.scales.x.max - u.scales.x.min) / box.width;
  const [top, bottom] = laneRange(view.gantt.lanes);
  const rect = findRect(view.sorted, at, lane, per_px * 2, ((bottom - top) / box.height) * 1.5);
  if (rect >= 0) lookAt(view, view.sorted.job[rect]);
  tell(view, rect < 0 ? -1 : view.sorted.job[rect], event);
}

// A few words beside the pointer, on the side where there is room.
function tell(view, job, event) {
  const { tip, gantt } = view;
  if (job < 0) return tip.replaceChildren();
  tip.textContent = jobInShort(gantt, job);
  const box = tip.parentElement.getBoundingClientRect();
  const x = event.clientX - box.left;
  const y = event.clientY - box.top;
  const left = x < box.width / 2 ? x + 14 : x - tip.offsetWidth - 14;
  tip.style.left = `${Math.max(0, Math.min(box.width - tip.offsetWidth, left))}px`;
  tip.style.top = `${y < HEIGHT / 2 ? y + 14 : y - tip.offsetHeight - 14}px`;
}

// Shows a job, and the same job under the other policy.
function lookAt(view, job) {
  if (job === view.job) return;
  show(view, job);
  for (const other of views.values()) {
    if (other === view) continue;
    const same = indexOfId(other.gantt, view.jobs.id[job]);
    if (same >= 0) show(other, same);
  }
}

function show(view, job) {
  view.job = job;
  mark(view);
  const rects = rectsOf(view, job).map((rect) => [view.sorted.lane[rect], view.sorted.span[rect]]);
  view.card.replaceChildren(...jobCard(view.gantt, job, rects, (blocker) => goTo(view, blocker)));
}

// Numbers of jobs by their ids, made when first needed.
const ids = new WeakMap();

function indexOfId(gantt, id) {
  if (!ids.has(gantt)) ids.set(gantt, new Map(Array.from(gantt.jobs.id, (own, index) => [own, index])));
  return ids.get(gantt).get(id) ?? -1;
}

// Goes to the job with an id in all gantts; false where none has it.
export function findJob(text) {
  const found = [...views.values()].filter((view) => indexOfId(view.gantt, Number(text)) >= 0);
  if (found.length > 0) goTo(found[0], indexOfId(found[0].gantt, Number(text)));
  return found.length > 0;
}

function pressed(event, view) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key === "b") return goTo(view, view.job < 0 ? -1 : (view.jobs.blocker?.[view.job] ?? -1));
  if (event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    panLanes(steps[event.key] * 0.25);
    return true;
  }
  if (event.shiftKey || !steps[event.key]) return false;
  return goTo(view, nextJob(view, steps[event.key]));
}

// Looks at a job, brings it into view and says it.
function goTo(view, job) {
  if (job < 0) return true;
  bringIntoView(view, job);
  lookAt(view, job);
  view.spoken.textContent = jobInShort(view.gantt, job);
  return true;
}

// The job that starts next, or before; at first the first that starts in view.
function nextJob(view, step) {
  const { sorted } = view;
  if (sorted.count === 0) return -1;
  if (view.job < 0 || view.jobs.start_s[view.job] < 0)
    return sorted.job[Math.min(sorted.count - 1, firstAbove(sorted.start, rangeOf("time").min, true))];
  const own = rectsOf(view, view.job);
  let at = step > 0 ? own.at(-1) : own[0];
  while (at >= 0 && at < sorted.count && sorted.job[at] === view.job) at += step;
  return at >= 0 && at < sorted.count ? sorted.job[at] : view.job;
}

function bringIntoView(view, job) {
  const rects = rectsOf(view, job);
  if (rects.length > 0) bringLane(view.sorted.lane[rects[0]]);
  const at = view.jobs.start_s[job] < 0 ? view.jobs.submit_s[job] : view.jobs.start_s[job];
  const { min, max } = rangeOf("time");
  if (at >= min && at <= max) return;
  const half = (max - min) / 2;
  const all = extentOf("time");
  const middle = Math.max(all.min + half, Math.min(all.max - half, at));
  setRange("time", middle - half, middle + half);
}
