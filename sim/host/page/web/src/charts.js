// The charts that are on the page: when they are drawn, what range they show together, how they take new colours.
import { onTheme } from "./theme.js";

// Everything by chart id: {u, xs, series, group, host, range_drawn}.
const charts = new Map();
// What the charts of a group show together: {min, max} or null for all there is.
const ranges = new Map();
// Charts that wait until they come into view: host -> draw.
const waiting = new Map();
const in_view = new Set();

const watcher =
  typeof IntersectionObserver === "undefined" ? null : new IntersectionObserver(sawHosts, { rootMargin: "150px 0px" });

// Draws a chart in the host when it comes into view, or when all are asked for.
export function drawLater(host, draw) {
  waiting.set(host, draw);
  watcher.observe(host);
}

function sawHosts(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) in_view.add(target);
    else in_view.delete(target);
    if (isIntersecting) drawNow(target);
  }
  showRanges();
}

function drawNow(host) {
  const draw = waiting.get(host);
  waiting.delete(host);
  if (draw) draw();
}

// Draws the next chart that waits; false if none does.
export function drawNext() {
  const [host] = waiting.keys();
  if (host === undefined) return false;
  if (host.isConnected) drawNow(host);
  else waiting.delete(host);
  return true;
}

// Draws all that wait and brings all up to date, also out of view: for paper and for tests.
export function drawAll() {
  while (drawNext());
  for (const chart of charts.values()) showRange(chart);
}

// Draws what is in the window now, without waiting for the browser to say so.
export function drawVisible() {
  for (const host of [...waiting.keys()]) {
    const box = host.getBoundingClientRect();
    if (box.top < innerHeight && box.bottom > 0) {
      in_view.add(host);
      drawNow(host);
    }
  }
}

export function addChart(id, chart) {
  charts.set(id, { id, range_drawn: ranges.get(chart.group) ?? null, ...chart });
  const own = charts.get(id);
  if (own.range_drawn) setX(own, own.range_drawn);
}

export function chartAt(id) {
  return charts.get(id) ?? null;
}

export function chartIds() {
  return [...charts.keys()];
}

// Takes the charts in a part of the page away, drawn or not.
export function dropCharts(root) {
  for (const [id, chart] of charts) {
    if (!root.contains(chart.host)) continue;
    chart.u.destroy();
    chart.resizer.disconnect();
    charts.delete(id);
  }
  for (const host of [...waiting.keys()]) if (root.contains(host)) waiting.delete(host);
  for (const host of [...in_view]) if (root.contains(host)) in_view.delete(host);
}

// All of x that any chart of the group has, so that policies are seen on one axis.
const extents = new Map();

export function setExtent(group, min, max) {
  extents.set(group, { min, max });
}

export function extentOf(group) {
  return extents.get(group) ?? { min: 0, max: 1 };
}

export function rangeOf(group) {
  return ranges.get(group) ?? extentOf(group);
}

// Shows a part of x in all charts of a group; those out of view follow when they are seen.
export function setRange(group, min, max) {
  const all = extentOf(group);
  const narrowest = Math.max((all.max - all.min) / 1e6, 1e-3);
  let from = Math.max(all.min, Math.min(min, max));
  let to = Math.min(all.max, Math.max(min, max));
  if (to - from < narrowest) {
    from = Math.max(all.min, Math.min(from, all.max - narrowest));
    to = from + narrowest;
  }
  const is_all = from <= all.min && to >= all.max;
  ranges.set(group, is_all ? null : { min: from, max: to });
  showRanges();
}

export function resetRange(group) {
  ranges.set(group, null);
  showRanges();
}

// Charts in view follow at once, the others when the reader has paused.
let catching_up = 0;

function showRanges() {
  for (const chart of charts.values()) if (in_view.has(chart.host)) showRange(chart);
  clearTimeout(catching_up);
  catching_up = setTimeout(() => charts.forEach(showRange), 300);
}

// Brings one chart up to date with the range of its group.
export function showRange(chart) {
  const range = ranges.get(chart.group) ?? null;
  if (range === chart.range_drawn) return;
  chart.range_drawn = range;
  setX(chart, range ?? extentOf(chart.group));
}

// batch() commits at once, so that what is measured after it has been drawn.
function setX(chart, range) {
  chart.u.batch(() => chart.u.setScale("x", { min: range.min, max: range.max }));
}

// A canvas of one pixel, to read from.
let probe = null;

// Reads one pixel of a chart, which cannot be had before all drawing of its canvas is done.  It goes through a canvas
// of its own: reading from the chart's would make the browser move that out of the graphics processor.
export function flush(chart) {
  probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  probe.drawImage(chart.u.ctx.canvas, 0, 0, 1, 1, 0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data[3];
}

// Redraws every chart, after the colours have changed.
export function redrawAll() {
  for (const chart of charts.values()) chart.u.batch(() => chart.u.redraw(false, true));
}

// Charts are as wide on paper as a column of it, whatever the window is.
const PAPER_WIDTH = 680;

function sizeForPaper() {
  for (const { u } of charts.values()) u.setSize({ width: PAPER_WIDTH, height: u.height });
}

function sizeForWindow() {
  for (const { u, frame } of charts.values())
    if (frame.clientWidth > 0) u.setSize({ width: frame.clientWidth, height: u.height });
}

onTheme((is_printing) => {
  drawAll();
  if (is_printing) sizeForPaper();
  else sizeForWindow();
  redrawAll();
});
