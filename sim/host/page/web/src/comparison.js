// The first thing on the page: what was compared, what differs, and how sure that is.
import { coded, el, svg, table } from "./dom.js";
import { baselineOf, betterOf, finding, hasInterval, isBest, isShown, unequalNote } from "./findings.js";
import { figure, metricDifference, metricValue } from "./format.js";
import { caseName, comparisonsOf, currentCase, panels, policyName, state } from "./model.js";
import { wideTable } from "./widetable.js";

const MOST_FINDINGS = 4;

export function comparisonSection() {
  const section = el("section", { id: "comparison", "aria-labelledby": "h-comparison" });
  fillComparison(section);
  return section;
}

export function fillComparison(section) {
  const comparisons = comparisonsOf(state.community);
  const where = caseName(currentCase());
  const whose = state.community === "all" ? "all jobs" : `jobs of ${state.community}`;
  section.replaceChildren(
    el("h2", { id: "h-comparison" }, "Comparison"),
    el("p", { class: "lead" }, `${where}, ${whose}.`),
  );
  if (comparisons.length === 0)
    section.append(el("p", { class: "missing" }, `There are no figures for ${whose} on ${where}.`));
  for (const comparison of comparisons)
    section.append(
      findings(comparison),
      valuesTable(comparison),
      intervalNote(comparison),
      differencesTable(comparison) ?? "",
    );
  section.append(metricsNote());
}

// What differs, in words: of the first metrics a sentence each, and folded, all that `aifsim compare` says.
function findings(comparison) {
  const metrics = shownMetrics(comparison, (metric) => betterOf(metric) !== null).slice(0, MOST_FINDINGS);
  const [first, ...others] = metrics.map(({ metric, index }) =>
    finding(comparison, metric, index, (row) => nameOf(row, comparison)),
  );
  const notes = comparison.sentences.filter((sentence) => sentence.startsWith("Note"));
  const unequal = unequalNote(comparison, state.data.metrics);
  if (unequal) notes.unshift(unequal);
  const items = (some) => some.map((sentence) => el("li", {}, coded(sentence)));
  return el(
    "div",
    { class: "findings" },
    el("p", { class: "first" }, first ?? "There are no figures to compare."),
    others.length + notes.length > 0 ? el("ul", {}, items([...others, ...notes])) : null,
    comparison.sentences.length > 0
      ? el(
          "details",
          {},
          el("summary", {}, "All findings, in the program's own words"),
          el("ul", {}, items(comparison.sentences)),
        )
      : null,
  );
}

// The metrics that at least one row has a figure for: only these get a column.
function shownMetrics(comparison, fits = () => true) {
  const has = (index) => comparison.rows.some((row) => row.values[index] !== null && row.values[index] !== undefined);
  return state.data.metrics
    .map((metric, index) => ({ metric, index }))
    .filter(({ metric, index }) => has(index) && fits(metric));
}

// Policies, or sites where an experiment compares these, by metrics.
function valuesTable(comparison, fits) {
  return wideTable(shownMetrics(comparison, fits), (columns) => valuesOf(comparison, columns));
}

function valuesOf(comparison, columns) {
  const rows = comparison.rows.map((row) => [
    rowHead(row, comparison),
    ...columns.map(({ metric, index }) => valueCell(metric, index, row, comparison)),
  ]);
  const head = [comparison.by === "site" ? "site" : "policy", ...columns.map(({ metric }) => columnHead(metric))];
  const is_one = !comparison.rows.some((row) => row.values.some((value) => value && hasInterval(value)));
  const caption = is_one ? "Each metric, of one seed" : "Mean of each metric over the seeds, with its 95 % interval";
  return table(caption, head, rows);
}

const ENERGY = /energy|emission|co2|carbon/i;

// Energy and emissions, where they are modelled; null where not.
export function energySection() {
  const comparisons = comparisonsOf("all").filter(
    (comparison) => shownMetrics(comparison, (metric) => ENERGY.test(metric.name)).length > 0,
  );
  if (comparisons.length === 0) return null;
  return el(
    "section",
    { id: "energy", "aria-labelledby": "h-energy" },
    el("h2", { id: "h-energy" }, "Energy and emissions"),
    comparisons.map((comparison) => valuesTable(comparison, (metric) => ENERGY.test(metric.name))),
  );
}

function columnHead(metric) {
  const unit = metric.unit && !["s", "share", "fraction", "jobs"].includes(metric.unit) ? `${metric.unit}, ` : "";
  return el("span", { title: metric.what ?? "" }, metric.label, el("small", {}, `${unit}${directionOf(metric)}`));
}

function directionOf(metric) {
  if (betterOf(metric) === null) return "";
  return metric.is_more_better ? "more is better" : "less is better";
}

function rowHead(row, comparison) {
  const panel = comparison.by === "site" ? null : panels().find(({ policy }) => policy === row.policy);
  return el(
    "span",
    { class: "row-head", "data-panel": panel?.letter ?? null },
    nameOf(row, comparison),
    row === baselineOf(comparison) ? el("span", { class: "badge" }, "baseline") : null,
  );
}

// What distinguishes a row from the others of its table.
function nameOf(row, comparison) {
  if (comparison.by !== "site") return policyName(row.policy);
  const has_policies = comparison.rows.some((other) => other.policy !== row.policy);
  return state.data.sites[row.site].name + (has_policies ? `, ${policyName(row.policy)}` : "");
}

function valueCell(metric, index, row, comparison) {
  const value = row.values[index];
  if (!value) return "–";
  const is_best = isBest(metric, index, value.mean, comparison);
  const has_interval = hasInterval(value);
  return el(
    "div",
    { class: is_best ? "value best" : "value" },
    el(
      "span",
      { class: "top" },
      is_best ? el("span", { class: "badge badge-best" }, "best") : null,
      el("span", { class: "mean", title: `${value.mean} ${metric.unit ?? ""}` }, metricValue(metric, value.mean)),
    ),
    has_interval
      ? el("span", { class: "interval" }, `${metricValue(metric, value.low)} to ${metricValue(metric, value.high)}`)
      : null,
    intervalBar(index, value, comparison),
  );
}

// A small picture of a mean and its interval, on one scale for the column; the baseline's mean is a line through it.
function intervalBar(index, value, comparison) {
  const all = comparison.rows.map((row) => row.values[index]).filter(Boolean);
  const ends = all.flatMap((one) => [one.low ?? one.mean, one.high ?? one.mean]);
  const least = Math.min(0, ...ends);
  const most = Math.max(...ends);
  const x = (at) => (most > least ? 3 + ((at - least) / (most - least)) * 94 : 50);
  const base = baselineOf(comparison)?.values[index];
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 12", width: 100, height: 12, "aria-hidden": "true" },
    svg("line", { class: "rail", x1: 3, x2: 97, y1: 6, y2: 6 }),
    base ? svg("line", { class: "base", x1: x(base.mean), x2: x(base.mean), y1: 0, y2: 12 }) : null,
    svg("line", { class: "span", x1: x(value.low ?? value.mean), x2: x(value.high ?? value.mean), y1: 6, y2: 6 }),
    svg("circle", { cx: x(value.mean), cy: 6, r: 3 }),
  );
}

function intervalNote(comparison) {
  const seeds = Math.max(...comparison.rows.flatMap((row) => row.values.map((value) => value?.n ?? 0)));
  const text =
    seeds > 1
      ? `Means of ${seeds} seeds. The bar is the 95 % interval of the mean, the dot the mean, the upright line the mean of the baseline. Bars of a column share one scale that begins at 0.`
      : "One seed: there are no intervals, and a difference may be chance.";
  return el("p", { class: "note" }, text);
}

// What each policy changes against the baseline, in pairs of the same jobs.
function differencesTable(comparison) {
  const others = comparison.rows.filter((row) => row.values.some((value) => value?.diff));
  if (others.length === 0) return null;
  return el(
    "div",
    {},
    wideTable(shownMetrics(comparison), (columns) => differencesOf(comparison, others, columns)),
    !others.some((row) => row.values.some((value) => value?.diff && hasInterval(value.diff)))
      ? null
      : el(
      "p",
      { class: "note" },
      "“Shown” means that the 95 % interval of the paired difference leaves out 0; “not shown” that it holds 0, so that the seeds do not tell the two apart.",
    ),
  );
}

function differencesOf(comparison, others, columns) {
  const rows = others.map((row) => [
    nameOf(row, comparison),
    ...columns.map(({ metric, index }) => differenceCell(metric, row.values[index]?.diff)),
  ]);
  const caption = `Difference from the baseline, ${nameOf(baselineOf(comparison), comparison)}, in pairs of the same jobs`;
  const head = [comparison.by === "site" ? "site" : "policy", ...columns.map(({ metric }) => columnHead(metric))];
  return table(caption, head, rows);
}

function differenceCell(metric, diff) {
  if (!diff) return "–";
  const has_interval = hasInterval(diff);
  const is_shown = isShown(diff);
  return el(
    "div",
    { class: is_shown ? "value shown" : "value" },
    el(
      "span",
      { class: "mean", title: `${figure(diff.mean)} ${metric.unit ?? ""}` },
      metricDifference(metric, diff.mean),
    ),
    has_interval
      ? el(
          "span",
          { class: "interval" },
          `${metricDifference(metric, diff.low)} to ${metricDifference(metric, diff.high)}`,
        )
      : null,
    has_interval
      ? el("span", { class: "verdict" }, is_shown ? `shown, ${judged(metric, diff.mean)}` : "not shown")
      : null,
  );
}

// Better, worse, or only more or less where neither is better.
function judged(metric, difference) {
  if (betterOf(metric) === null) return difference > 0 ? "more" : "less";
  return difference > 0 === metric.is_more_better ? "better" : "worse";
}

function metricsNote() {
  const metrics = state.data.metrics.filter((metric) => metric.what);
  if (metrics.length === 0) return "";
  return el(
    "details",
    { class: "numbers" },
    el("summary", {}, "What the metrics mean"),
    el(
      "dl",
      { class: "terms" },
      metrics.flatMap((metric) => [
        el("dt", {}, metric.label, " ", el("code", {}, metric.name)),
        el("dd", {}, coded(metric.what)),
      ]),
    ),
  );
}
