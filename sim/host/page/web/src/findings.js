// What a comparison says of one metric, in a sentence: who is best, by how much, and whether that is more than chance.
import { metricDifference, metricValue } from "./format.js";

// With fewer seeds an interval is drawn from too little to be taken as it stands.
const FEW_SEEDS = 5;

// The row that the others are compared with; null if there is none.
export function baselineOf(comparison) {
  return comparison.rows[comparison.baseline] ?? null;
}

// Whether more of a metric is better (true), less is (false), or neither (null).
export function betterOf(metric) {
  return metric.is_more_better ?? null;
}

// Best is the best mean; where all are equal none is.
export function isBest(metric, index, mean, comparison) {
  if (betterOf(metric) === null) return false;
  const means = comparison.rows
    .map((row) => row.values[index]?.mean)
    .filter((one) => one !== null && one !== undefined);
  const least = Math.min(...means);
  const most = Math.max(...means);
  return least < most && mean === (metric.is_more_better ? most : least);
}

// Whether there is an interval, and whether that of a difference leaves out 0.
export function hasInterval(value) {
  return value.low !== null && value.low !== undefined;
}

export function isShown(diff) {
  return hasInterval(diff) && (diff.low > 0 || diff.high < 0);
}

// What a sentence calls a metric: "charged to grants" is said of unit-hours.
export function nounOf({ label, unit }) {
  if (!/^(charged|refused|used|idle) /.test(label)) return label;
  return unit ? `number of ${unit} ${label}` : `share ${label}`;
}

// Rejected and refused jobs have no waits: a policy that turns more of them away may only look faster.
export function unequalNote(comparison, metrics) {
  const differs = (name) => {
    const index = metrics.findIndex((metric) => metric.name === name);
    const means = comparison.rows.map((row) => row.values[index]?.mean).filter((mean) => mean !== undefined);
    return new Set(means).size > 1;
  };
  if (!["rejected", "refused_unit_h"].some(differs)) return null;
  return "Not all turned away the same jobs (rejected or refused): waits are of jobs that ran, and not of the same ones.";
}

// The sentence; name_of(row) is what a row is called.
export function finding(comparison, metric, index, name_of) {
  const base = baselineOf(comparison);
  const rows = comparison.rows.filter((row) => row.values[index]);
  const best = rows.filter((row) => isBest(metric, index, row.values[index].mean, comparison));
  const what = `the ${metric.is_more_better ? "highest" : "lowest"} ${nounOf(metric)}`;
  const value = (row) => metricValue(metric, row.values[index].mean);
  if (rows.length === 0) return `There are no figures of the ${nounOf(metric)}.`;
  if (rows.length === 1) return `The ${nounOf(metric)} under ${name_of(rows[0])} is ${value(rows[0])}.`;
  if (best.length === 0) return `All have the same ${nounOf(metric)}, ${value(rows[0])}.`;
  const who =
    best.length === 1
      ? `${name_of(best[0])} has ${what}`
      : `${name_of(best[0])} and ${best.length - 1} more have ${what}`;
  if (best.includes(base)) return `${who}, ${value(best[0])}; none is better than this baseline.`;
  if (!base?.values[index]) return `${who}, ${value(best[0])}.`;
  return `${who}: ${value(best[0])} against ${value(base)} under ${name_of(base)}; ${certainty(metric, best[0].values[index].diff)}.`;
}

// What the interval of a difference says.
function certainty(metric, diff) {
  if (!diff || !hasInterval(diff)) return "one run of each cannot tell this from chance";
  const ends = [diff.low, diff.high].map((end) => metricDifference(metric, end)).join(" to ");
  const few = diff.n < FEW_SEEDS ? `, with ${diff.n} seeds only` : "";
  return `the difference ${isShown(diff) ? "is more than chance" : "may be chance"}${few} (95 % interval ${ends})`;
}
