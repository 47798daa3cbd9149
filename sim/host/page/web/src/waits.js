// How long jobs wait: for each wait, the part of the jobs that waited no longer.
import { chartAt, setExtent } from "./charts.js";
import { el } from "./dom.js";
import { count, duration, percent } from "./format.js";
import { panels, policyName, state, waitGroups, waitsOf } from "./model.js";
import { curve } from "./ecdf.js";
import { chartHost, legend, lineSwatch, missing, numbers, sideBySide } from "./panels.js";
import { heldPaths, makeChart, zoomButtons } from "./plot.js";
import { ALL, seriesStyle, theme } from "./theme.js";
import { waitLabel, waitTicks } from "./ticks.js";

const HEIGHT = 280;

export function waitsSection() {
  const names = waitNames();
  setWaitExtent(names);
  return el(
    "section",
    { id: "waits", "aria-labelledby": "h-waits" },
    el("h2", { id: "h-waits" }, "Waits"),
    el(
      "p",
      { class: "lead" },
      "The part of the jobs that waited no longer than a time. A curve further to the left and top is a shorter wait; time is in equal factors, with 0 at the left edge.",
    ),
    names.some((name) => panels().some(({ policy }) => waitsOf(policy, name) !== null))
      ? el("div", { class: "tools" }, zoomButtons("waits", "waits-0"))
      : null,
    legend(
      "Communities",
      "lines",
      names.map((name, index) => ({
        name,
        text: name === "all" ? "all jobs" : name,
        swatch: () => lineSwatch(styleOf(index)),
        is_on: isChosen(name),
      })),
      toggleWaits,
    ),
    sideBySide((panel) => waitPanel(panel, names)),
  );
}

// The number of a community's colour; "all" comes first in the names and has its own.
function styleOf(index) {
  return index === 0 ? ALL : index - 1;
}

function isChosen(name) {
  return state.community === "all" || name === state.community;
}

function waitNames() {
  return [...new Set(["all", ...panels().flatMap(({ policy }) => waitGroups(policy))])];
}

function setWaitExtent(names) {
  const ends = panels().flatMap(({ policy }) => names.map((name) => waitsOf(policy, name)?.wait_s.at(-1) ?? 0));
  setExtent("waits", 0, Math.max(1, ...ends));
}

function toggleWaits(name, show) {
  for (const { number } of panels()) {
    const chart = chartAt(`waits-${number}`);
    const index = chart?.u.series.findIndex((one) => one.label === name) ?? -1;
    if (index > 0) chart.u.batch(() => chart.u.setSeries(index, { show }));
  }
}

function waitPanel({ number, policy }, names) {
  const there = names.filter((name) => waitsOf(policy, name) !== null);
  if (there.length === 0) return missing("this policy has no distribution of waits");
  const xs = longest(there.map((name) => waitsOf(policy, name).wait_s));
  const lines = there.map((name) => lineOf(name, names.indexOf(name), policy, xs));
  const ghost = ghostOf(number, policy, xs);
  return [
    chartHost(HEIGHT, (host) => drawWaits(host, `waits-${number}`, xs, ghost ? [...lines, ghost] : lines)),
    ghost ? el("p", { class: "note" }, `Dotted: ${ghost.name}, for comparison.`) : null,
    numbers("waits", ["waited at most", ...lines.map((line) => line.name)], xs.length, (first, last) =>
      xs
        .slice(first, last)
        .map((wait, row) => [duration(wait), ...lines.map((line) => percent(line.values[first + row]))]),
    ),
  ];
}

function longest(lists) {
  return lists.reduce((best, list) => (list.length > best.length ? list : best), []);
}

function lineOf(name, index, policy, xs) {
  const look = seriesStyle(styleOf(index));
  return {
    name,
    values: curve(waitsOf(policy, name), xs),
    jobs: waitsOf(policy, name).jobs.at(-1),
    stroke: () => seriesStyle(styleOf(index)).colour,
    dash: look.dash,
    width: name === "all" ? 2.5 : 2,
    paths: heldPaths,
    show: isChosen(name),
  };
}

// The other policy's curve for the chosen community, faintly.
function ghostOf(number, policy, xs) {
  const other = panels().find((panel) => panel.number !== number);
  const entry = other && other.policy !== policy ? waitsOf(other.policy, state.community) : null;
  if (!entry) return null;
  const whose = state.community === "all" ? "all jobs" : state.community;
  return {
    name: `${whose} under ${other.letter}, ${policyName(other.policy)}`,
    values: curve(entry, xs),
    is_ghost: true,
    stroke: () => theme().line,
    dash: [1, 3],
    width: 2,
    paths: heldPaths,
  };
}

function drawWaits(host, id, xs, lines) {
  makeChart(host, {
    id,
    group: "waits",
    label: "Distribution of waits. Plus and minus zoom, left and right arrows move, 0 shows all.",
    xs,
    series: lines.map(({ jobs, is_ghost, ...line }) => line),
    // asinh is linear below a second or so and a logarithm above: it has room for the jobs that do not wait at all.
    scales: { x: { distr: 4, asinh: 1 }, y: { range: [0, 1] } },
    axes: [
      {
        splits: (u, axis, min, max) => waitTicks(min, max, u.width < 460),
        values: (u, splits) => splits.map(waitLabel),
        filter: (u, splits) => splits,
        space: 1,
        size: 26,
        label: "waited at most",
        labelSize: 18,
      },
      {
        label: "of the jobs",
        labelSize: 18,
        size: 52,
        values: (u, splits) => splits.map((at) => `${Math.round(at * 100)} %`),
      },
    ],
    height: HEIGHT,
    hint: "Drag to zoom, double-click to show all.",
    readout: (index, u) => (index === null || index === undefined ? "" : readWaits(xs[index], lines, index, u)),
  });
}

function readWaits(wait, lines, index, u) {
  const shown = lines.filter((line, at) => !line.is_ghost && u.series[at + 1].show);
  const parts = shown.map((line) => `${line.name} ${percent(line.values[index])} of ${count(line.jobs)}`);
  return `At most ${duration(wait)}: ${parts.join(", ")}`;
}
