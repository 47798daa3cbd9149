// One chart: uPlot with the project's axes, cursor, zoom by mouse, wheel and keys, and a line that reads values out.
import uPlot from "uplot";
import { addChart, chartAt, extentOf, rangeOf, resetRange, setRange } from "./charts.js";
import { el } from "./dom.js";
import { onPaper, theme } from "./theme.js";
import { timeLabel, timeTicks } from "./ticks.js";

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

// An x axis of time since the start of the trace, or of dates where its origin is known.
export function timeAxis(unix_start_s) {
  return {
    splits: (u, axis, min, max) => timeTicks(min, max, Math.max(2, Math.floor(u.width / 95)), unix_start_s),
    values: (u, splits) => {
      const step = splits.length > 1 ? splits[1] - splits[0] : 3600;
      return splits.map((at) => timeLabel(at, step, unix_start_s));
    },
    space: 1,
    size: 30,
  };
}

function styledAxis(axis) {
  return {
    stroke: () => theme().muted,
    grid: { stroke: () => theme().grid, width: 1 },
    ticks: { stroke: () => theme().grid, width: 1, size: 4 },
    font: FONT,
    labelFont: FONT,
    ...axis,
  };
}

// Steps that are as wide as their bins: what happened in a bin is drawn over all of it.
export function stepPaths(bin) {
  return (u, index, first, last) => {
    const stroke = new Path2D();
    const fill = new Path2D();
    const series = u.series[index];
    const x_of = (value) => Math.round(u.valToPos(value, "x", true));
    const y_of = (value) => u.valToPos(value, series.scale, true);
    const floor = y_of(0);
    let is_drawing = false;
    for (let i = Math.max(0, first - 1); i <= last; i++) {
      const value = u.data[index][i];
      if (value === null || value === undefined) {
        is_drawing = false;
        continue;
      }
      const left = x_of(u.data[0][i]);
      const right = x_of(u.data[0][i] + bin);
      const y = y_of(value);
      if (is_drawing) stroke.lineTo(left, y);
      else stroke.moveTo(left, y);
      stroke.lineTo(right, y);
      fill.rect(left, y, right - left, floor - y);
      is_drawing = true;
    }
    return { stroke, fill: series.fill ? fill : null, clip: null, band: null, gaps: null, flags: 3 };
  };
}

// Steps: a value holds until the next, so that a count of waits up to x rises at x; the last holds to the right edge of the plot.
export function heldPaths(u, index) {
  const stroke = new Path2D();
  const y_of = (value) => u.valToPos(value, u.series[index].scale, true);
  let is_drawing = false;
  let before = 0;
  u.data[index].forEach((value, i) => {
    if (value === null) return;
    const x = u.valToPos(u.data[0][i], "x", true);
    if (is_drawing) stroke.lineTo(x, before);
    else stroke.moveTo(x, y_of(value));
    stroke.lineTo(x, y_of(value));
    before = y_of(value);
    is_drawing = true;
  });
  const last = u.data[index].findLast((value) => value !== null) ?? null;
  if (last !== null) stroke.lineTo(u.bbox.left + u.bbox.width, y_of(last));
  return { stroke, fill: null, clip: null, band: null, gaps: null, flags: 3 };
}

// Makes a chart in the host.  spec: {id, label, group, xs, series: [{name, values, ...uPlot's}], axes, scales, height,
// readout(index) -> text, hooks, keys(event) -> handled?, drag_y}.
export function makeChart(host, spec) {
  const frame = el("div", {
    class: "chart",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "chart",
    "aria-label": spec.label,
    "data-chart": spec.id,
  });
  const readout = el("p", { class: "readout", "aria-hidden": "true" }, spec.hint ?? "");
  host.replaceChildren(frame, readout);
  const u = new uPlot(options(spec, host, readout), [spec.xs, ...spec.series.map((one) => one.values)], frame);
  const resizer = new ResizeObserver(() => fitWidth(u, frame));
  resizer.observe(frame);
  const series = Object.fromEntries(spec.series.map((one) => [one.name, one.values]));
  addChart(spec.id, { u, host, frame, resizer, xs: spec.xs, series, group: spec.group });
  listen(frame, u, spec);
  return u;
}

function fitWidth(u, frame) {
  if (onPaper()) return;
  const width = Math.floor(frame.clientWidth);
  if (width > 0 && width !== u.width) u.setSize({ width, height: u.height });
}

function options(spec, host, readout) {
  const linked = (type) => type === "mousemove" || type === "mouseleave";
  return {
    width: Math.max(200, Math.floor(host.clientWidth)),
    height: spec.height,
    padding: [10, 26, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      left: -10,
      top: -10,
      points: { show: spec.has_points !== false, size: 7 },
      drag: { x: true, y: spec.drag_y === true, uni: 40, dist: 4, setScale: false },
      sync: { key: spec.group, scales: ["x", null], filters: { pub: linked, sub: linked } },
      bind: { dblclick: () => () => reset(spec) },
    },
    select: { show: true },
    scales: {
      ...spec.scales,
      x: {
        time: false,
        auto: false,
        range: (u, min, max) => [min ?? 0, max ?? 1],
        ...extentRange(spec),
        ...spec.scales?.x,
      },
    },
    axes: spec.axes.map(styledAxis),
    series: [
      {},
      ...spec.series.map(({ name, values, ...rest }) => ({ label: name, points: { show: false }, ...rest })),
    ],
    hooks: {
      ...spec.hooks,
      setSelect: [(u) => selected(u, spec)],
      setCursor: [(u) => (readout.textContent = spec.readout?.(u.cursor.idx, u) || spec.hint || "")],
    },
  };
}

function extentRange(spec) {
  const { min, max } = extentOf(spec.group);
  return { min, max };
}

function reset(spec) {
  spec.onReset?.();
  resetRange(spec.group);
}

// A dragged box becomes the range of all linked charts.
function selected(u, spec) {
  const { left, width, top, height } = u.select;
  if (width < 4 && height < 4) return;
  const is_wide = width >= 4 && width < u.over.clientWidth;
  if (spec.onSelect && height >= 4 && height < u.over.clientHeight)
    spec.onSelect(u.posToVal(top, "y"), u.posToVal(top + height, "y"));
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (is_wide) setRange(spec.group, u.posToVal(left, "x"), u.posToVal(left + width, "x"));
}

function listen(frame, u, spec) {
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (spec.keys?.(event) || zoomKey(event, u, spec)) event.preventDefault();
  });
  frame.addEventListener(
    "wheel",
    (event) => {
      // The page scrolls as usual unless the reader has chosen this chart or holds the key for zooming.
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== frame) return;
      event.preventDefault();
      wheel(event, u, spec);
    },
    { passive: false },
  );
  dragToPan(u, spec);
}

function wheel(event, u, spec) {
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey)
    return pan(spec, (event.deltaX || event.deltaY) / u.over.clientWidth, u);
  const box = u.over.getBoundingClientRect();
  const at = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  zoomBy(spec, event.deltaY > 0 ? 1.25 : 0.8, u, at);
}

function zoomKey(event, u, spec) {
  const steps = {
    "+": () => zoomBy(spec, 0.5, u),
    "=": () => zoomBy(spec, 0.5, u),
    "-": () => zoomBy(spec, 2, u),
    0: () => reset(spec),
    Home: () => reset(spec),
    ArrowLeft: () => pan(spec, -0.2, u),
    ArrowRight: () => pan(spec, 0.2, u),
  };
  const step = steps[event.key];
  if (!step) return false;
  step();
  return true;
}

// Zooms about a point of the plot (a fraction of its width).  Positions are what is scaled, so that an axis of
// logarithms zooms evenly too.
export function zoomBy(spec, factor, u, at = 0.5) {
  const width = u.over.clientWidth;
  const from = width * at * (1 - factor);
  shift(spec, u, from, from + width * factor);
}

export function pan(spec, fraction, u) {
  const width = u.over.clientWidth;
  const { min, max } = rangeOf(spec.group);
  const all = extentOf(spec.group);
  // At the end of what there is, the range stays as wide as it is.
  const by = Math.max(
    u.valToPos(all.min, "x") - u.valToPos(min, "x"),
    Math.min(u.valToPos(all.max, "x") - u.valToPos(max, "x"), width * fraction),
  );
  shift(spec, u, by, by + width);
}

function shift(spec, u, from, to) {
  setRange(spec.group, u.posToVal(from, "x"), u.posToVal(to, "x"));
}

// Dragging with the shift key moves what is seen instead of choosing a part of it.
function dragToPan(u, spec) {
  const start = (event) => {
    if (!event.shiftKey || event.button !== 0) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    let last_x = event.clientX;
    const move = (moved) => {
      pan(spec, (last_x - moved.clientX) / u.over.clientWidth, u);
      last_x = moved.clientX;
    };
    addEventListener("mousemove", move);
    addEventListener("mouseup", () => removeEventListener("mousemove", move), { once: true });
  };
  // uPlot listens on the same element and came first: catch the event on its way down.
  u.root.addEventListener("mousedown", start, true);
}

// Buttons that do what mouse and keys do; one set for the charts of a group.
export function zoomButtons(group, first_id, onReset = () => {}) {
  const act = (run) => () => {
    const chart = chartAt(first_id);
    if (chart) run({ group }, chart.u);
  };
  const button = (text, label, run) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: act(run) }, text);
  return el(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("−", "Zoom out", (spec, u) => zoomBy(spec, 2, u)),
    button("+", "Zoom in", (spec, u) => zoomBy(spec, 0.5, u)),
    button("‹", "Earlier", (spec, u) => pan(spec, -0.25, u)),
    button("›", "Later", (spec, u) => pan(spec, 0.25, u)),
    button("Reset", "Show all", () => {
      onReset();
      resetRange(group);
    }),
  );
}
