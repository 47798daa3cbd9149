// What each community and account uses of the machine, against what it is entitled to.
import { el, picker, table } from "./dom.js";
import { figure, instant, percent } from "./format.js";
import { chartAt } from "./charts.js";
import { choose, communitiesOfCase, panels, seriesOf, state, unixStart } from "./model.js";
import { chartHost, legend, lineSwatch, missing, numbers, sideBySide } from "./panels.js";
import { makeChart, stepPaths, timeAxis, zoomButtons } from "./plot.js";
import { seriesStyle } from "./theme.js";
import { topOfShares } from "./ticks.js";
import { binHint, binStarts, groupOf, highest, partsOf, readBin } from "./usage.js";

const HEIGHT = 250;
const KINDS = { community: "communities", account: "accounts" };

export function sharesSection() {
  const kinds = kindsThere();
  if (!kinds.includes(state.groups)) state.groups = kinds[0] ?? "community";
  const names = groupNames();
  return el(
    "section",
    { id: "shares", "aria-labelledby": "h-shares" },
    el("h2", { id: "h-shares" }, "Shares"),
    el("p", { class: "lead" }, `The part of the machine that each group uses in an interval. ${rightsInWords()}`),
    el(
      "div",
      { class: "tools" },
      kinds.length > 1
        ? picker(
            "pick-groups",
            "Groups",
            kinds.map((kind) => [kind, KINDS[kind]]),
            state.groups,
            (value) => choose("groups", value),
          )
        : null,
      zoomButtons("time", "share-0"),
    ),
    legend(
      "Groups",
      "lines",
      names.map((name, index) => ({ name, swatch: () => lineSwatch(index), is_on: isChosen(name) })),
      toggleGroup,
    ),
    sideBySide((panel) => sharePanel(panel, names)),
  );
}

function rightsInWords() {
  const groups = panels().flatMap(({ policy }) => seriesOf(policy)?.groups ?? []);
  const has_rights = groups.some((group) => group.kind === state.groups && group.entitled);
  if (has_rights) return "Thin dashed lines are what it is entitled to.";
  return "Nothing in this experiment entitles a group to a part.";
}

// Whether a group is drawn at first: all, or the chosen community alone.
function isChosen(name) {
  return state.groups !== "community" || state.community === "all" || state.community === name;
}

function kindsThere() {
  const groups = panels().flatMap(({ policy }) => seriesOf(policy)?.groups ?? []);
  return Object.keys(KINDS).filter((kind) => groups.some((group) => group.kind === kind));
}

// Names of the groups of either panel; communities in their usual order, so that they have the same colours in all
// charts.
function groupNames() {
  const groups = panels().flatMap(({ policy }) => seriesOf(policy)?.groups ?? []);
  const names = [
    ...new Set(
      groups.filter((group) => group.kind === state.groups && group.name !== "all").map((group) => group.name),
    ),
  ];
  if (state.groups !== "community") return names;
  const place = (name) => communitiesOfCase().indexOf(name) + 1 || Infinity;
  return names.sort((a, b) => place(a) - place(b));
}

function toggleGroup(name, show) {
  for (const { number } of panels()) {
    const chart = chartAt(`share-${number}`);
    if (!chart) continue;
    const indices = [`used ${name}`, `entitled ${name}`].map((label) =>
      chart.u.series.findIndex((one) => one.label === label),
    );
    chart.u.batch(() => indices.filter((index) => index > 0).forEach((index) => chart.u.setSeries(index, { show })));
  }
}

function sharePanel({ number, policy }, names) {
  const series = seriesOf(policy);
  if (series === null) return missing("this policy has no figures over time");
  const capacity = groupOf(series, "all", "all").capacity;
  const groups = names
    .map((name, index) => ({ name, index, group: groupOf(series, state.groups, name) }))
    .filter(({ group }) => group !== null);
  if (groups.length === 0) return missing("there are no groups in this run");
  const xs = binStarts(series);
  const lines = groups.flatMap(({ name, index, group }) => linesOf(name, index, group, capacity, series.bin_s));
  return [
    chartHost(HEIGHT, (host) => drawShares(host, `share-${number}`, series, xs, lines)),
    totals(groups, capacity),
    numbers("shares over time", ["from", ...lines.map((line) => line.name)], xs.length, (first, last) =>
      xs
        .slice(first, last)
        .map((from, row) => [instant(from, unixStart()), ...lines.map((line) => percent(line.values[first + row]))]),
    ),
  ];
}

function linesOf(name, index, group, capacity, bin_s) {
  const look = { stroke: () => seriesStyle(index).colour, paths: stepPaths(bin_s), show: isChosen(name) };
  const used = {
    name: `used ${name}`,
    values: partsOf(group.busy, capacity),
    width: 2,
    dash: seriesStyle(index).dash,
    ...look,
  };
  if (!group.entitled) return [used];
  return [
    used,
    { name: `entitled ${name}`, values: partsOf(group.entitled, capacity), width: 1, dash: [3, 4], ...look },
  ];
}

// All values that lines of a series have.
function partsOfGroups(series) {
  const { capacity } = groupOf(series, "all", "all");
  const groups = series.groups.filter((group) => group.kind === state.groups && group.name !== "all");
  return groups.flatMap(({ busy, entitled }) => [...partsOf(busy, capacity), ...partsOf(entitled ?? [], capacity)]);
}

function drawShares(host, id, series, xs, lines) {
  const top = topOfShares(highest(partsOfGroups));
  makeChart(host, {
    id,
    group: "time",
    label: "Shares of the machine over time. Plus and minus zoom, left and right arrows move, 0 shows all.",
    xs,
    series: lines,
    scales: { y: { range: [0, top] } },
    axes: [
      timeAxis(unixStart()),
      {
        label: "of the machine",
        labelSize: 18,
        size: 52,
        values: (u, splits) => splits.map((at) => `${Math.round(at * 100)} %`),
      },
    ],
    height: HEIGHT,
    hint: binHint(series),
    readout: (bin, u) =>
      readBin(series, bin, () =>
        lines
          .filter((line, index) => u.series[index + 1].show && line.name.startsWith("used "))
          .map((line) => `${line.name.slice(5)} ${percent(line.values[bin])}`)
          .join(", "),
      ),
  });
}

// What each group had over all of the run; entitlement only where a group has any.
function totals(groups, capacity) {
  const sum = (values) => values.reduce((total, value) => total + Math.max(0, value ?? 0), 0);
  const whole = sum(capacity);
  const used_by_all = groups.reduce((total, { group }) => total + sum(group.busy), 0);
  const has_rights = groups.some(({ group }) => group.entitled);
  const rows = groups.map(({ name, group }) => {
    const used = sum(group.busy);
    const entitled = group.entitled ? sum(group.entitled) : 0;
    const use = [
      name,
      figure(used / 3600),
      percent(used / whole),
      percent(used_by_all > 0 ? used / used_by_all : null),
    ];
    const rights = entitled > 0 ? [percent(entitled / whole), percent(used / entitled)] : ["–", "–"];
    return has_rights ? [...use, ...rights] : use;
  });
  const head = ["group", "unit-h", "of machine", "of use", ...(has_rights ? ["entitled", "used of that"] : [])];
  return table("Totals of the run", head, rows);
}
