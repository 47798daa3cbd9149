// How much of the machine is in use, and what waits, over time.
import { setExtent } from "./charts.js";
import { el, picker } from "./dom.js";
import { count, countOf, duration, instant, percent } from "./format.js";
import { choose, panels, seriesOf, siteNow, state, unixStart } from "./model.js";
import { chartHost, missing, numbers, sideBySide } from "./panels.js";
import { makeChart, stepPaths, timeAxis, zoomButtons } from "./plot.js";
import { theme } from "./theme.js";

const HEIGHT = 190;

export const QUEUES = { waiting_jobs: "jobs", waiting_units: "units" };

// Starts of the bins of a series.
export function binStarts(series) {
  return Array.from({ length: series.count }, (unused, bin) => series.from_s + bin * series.bin_s);
}

// One x axis for all charts of time of both policies.
export function setTimeExtent() {
  const shown = panels().map(({ policy }) => policy);
  const spans = shown
    .map(seriesOf)
    .filter(Boolean)
    .map((one) => [one.from_s, one.from_s + one.count * one.bin_s]);
  for (const gantt of state.data.gantts.filter((one) => shown.includes(state.data.cells[one.cell].policy)))
    if (spans.length === 0) spans.push(spanOfJobs(gantt));
  if (spans.length > 0)
    setExtent("time", Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to)));
}

function spanOfJobs({ jobs }) {
  return [jobs.submit_s.reduce((a, b) => Math.min(a, b), Infinity), jobs.end_s.reduce((a, b) => Math.max(a, b), 0)];
}

export function groupOf(series, kind, name) {
  return series.groups.find((group) => group.kind === kind && group.name === name) ?? null;
}

// The highest of some values of the policies side by side, which have one scale: what is as high is as much.
export function highest(values_of) {
  const all = panels().flatMap(({ policy }) => {
    const series = seriesOf(policy);
    return series === null ? [] : values_of(series);
  });
  return all.reduce((most, value) => Math.max(most, value ?? 0), 0);
}

// Values as parts of a capacity, bin by bin; null where there is none of either.
export function partsOf(values, capacity) {
  return values.map((value, bin) => (value !== null && value >= 0 && capacity[bin] > 0 ? value / capacity[bin] : null));
}

function partsInUse(all) {
  return partsOf(all.busy, all.capacity);
}

export function utilisationSection() {
  const units = QUEUES[state.queue] === "units" ? `${siteNow().unit}s` : "jobs";
  return el(
    "section",
    { id: "utilisation", "aria-labelledby": "h-utilisation" },
    el("h2", { id: "h-utilisation" }, "Utilisation and queue"),
    el(
      "p",
      { class: "lead" },
      `The part of the ${siteNow().unit}s in use in each interval, and the ${units} that wait at its start.`,
    ),
    el(
      "div",
      { class: "tools" },
      picker(
        "pick-queue",
        "Queue in",
        [
          ["waiting_jobs", "jobs"],
          ["waiting_units", `${siteNow().unit}s asked for`],
        ],
        state.queue,
        (value) => choose("queue", value),
      ),
      panels().some(({ policy }) => seriesOf(policy)) ? zoomButtons("time", "utilisation-0") : null,
    ),
    sideBySide(usagePanel),
  );
}

function usagePanel({ number, policy }) {
  const series = seriesOf(policy);
  if (series === null) return missing("this policy has no figures over time");
  const all = groupOf(series, "all", "all");
  const xs = binStarts(series);
  const used = partsInUse(all);
  return [
    chartHost(HEIGHT, (host) => drawUtilisation(host, `utilisation-${number}`, series, xs, used)),
    chartHost(HEIGHT, (host) => drawQueue(host, `queue-${number}`, series, xs, all)),
    numbers(
      "utilisation and queue",
      ["from", "in use", "waiting jobs", `waiting ${siteNow().unit}s`],
      xs.length,
      (first, last) =>
        xs.slice(first, last).map((from, row) => {
          const bin = first + row;
          return [
            instant(from, unixStart()),
            percent(used[bin]),
            count(all.waiting_jobs[bin]),
            count(all.waiting_units[bin]),
          ];
        }),
    ),
  ];
}

function drawUtilisation(host, id, series, xs, used) {
  const most = Math.max(
    1,
    highest((other) => partsInUse(groupOf(other, "all", "all"))),
  );
  makeChart(host, {
    id,
    group: "time",
    label: "Utilisation over time. Plus and minus zoom, left and right arrows move, 0 shows all.",
    xs,
    series: [{ name: "utilisation", values: used, ...step(series.bin_s, 0) }],
    scales: { y: { range: [0, most] } },
    axes: [
      timeAxis(unixStart()),
      {
        label: "in use",
        labelSize: 18,
        size: 52,
        values: (u, splits) => splits.map((at) => `${Math.round(at * 100)} %`),
      },
    ],
    height: HEIGHT,
    hint: binHint(series),
    readout: (bin) => readBin(series, bin, () => `${percent(used[bin])} in use`),
  });
}

function drawQueue(host, id, series, xs, all) {
  const unit = siteNow().unit;
  const line = (name) => ({ name, values: all[name], show: state.queue === name, ...step(series.bin_s, 1) });
  makeChart(host, {
    id,
    group: "time",
    label: "The queue over time. Plus and minus zoom, left and right arrows move, 0 shows all.",
    xs,
    series: [line("waiting_jobs"), line("waiting_units")],
    scales: {
      y: {
        range: [
          0,
          Math.max(
            1,
            highest((other) => groupOf(other, "all", "all")[state.queue]),
          ) * 1.05,
        ],
      },
    },
    axes: [
      timeAxis(unixStart()),
      {
        label: state.queue === "waiting_jobs" ? "waiting jobs" : `waiting ${unit}s`,
        labelSize: 18,
        size: 52,
        values: (u, splits) => splits.map(short),
      },
    ],
    height: HEIGHT,
    hint: binHint(series),
    readout: (bin) =>
      readBin(
        series,
        bin,
        () => `${countOf(all.waiting_jobs[bin], "job")} waiting, for ${countOf(all.waiting_units[bin], unit)}`,
      ),
  });
}

function step(bin_s, index) {
  return {
    stroke: () => theme().series[index],
    fill: () => `${theme().series[index]}26`,
    width: 1.5,
    paths: stepPaths(bin_s),
  };
}

export function binHint(series) {
  return `Intervals of ${duration(series.bin_s)}. Drag to zoom, double-click to show all.`;
}

export function readBin(series, bin, say) {
  if (bin === null || bin === undefined) return "";
  return `${instant(series.from_s + bin * series.bin_s, unixStart())}: ${say()}`;
}

// Numbers at ticks: 12 k instead of 12,000.
export function short(value) {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e4 ? `${value / 1e3} k` : String(value);
}
