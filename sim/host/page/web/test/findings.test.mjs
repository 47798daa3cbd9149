// Sentences about comparisons, written by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finding, isBest, isShown, nounOf, unequalNote } from "../src/findings.js";

const WAIT = { label: "mean wait", unit: "s", is_more_better: false };
const USE = { name: "utilisation", label: "utilisation", unit: "", is_more_better: true };

// Rows of one metric: [mean, difference's low and high].
function comparison(...list) {
  return {
    baseline: 0,
    rows: list.map(([mean, low, high]) => ({ values: [{ mean, diff: low === undefined ? null : { low, high } }] })),
  };
}

function said(metric, compared) {
  return finding(compared, metric, 0, (row) => "abc"[compared.rows.indexOf(row)]);
}

test("the best is named, with the baseline and what the interval says", () => {
  assert.equal(
    said(WAIT, comparison([600], [60, -660, -300])),
    "b has the lowest mean wait: 1 min against 10 min under a; the difference is more than chance (95 % interval −11 min to −5 min).",
  );
  assert.equal(
    said(USE, comparison([0.5], [0.6, -0.1, 0.3])),
    "b has the highest utilisation: 60.0 % against 50.0 % under a; the difference may be chance (95 % interval −10.0 points to +30.0 points).",
  );
});

test("one run, a best baseline, ties and equals are said as what they are", () => {
  assert.match(said(WAIT, comparison([600], [60, null, null])), /one run of each cannot tell this from chance\.$/);
  assert.equal(
    said(WAIT, comparison([60], [600, 1, 2])),
    "a has the lowest mean wait, 1 min; none is better than this baseline.",
  );
  assert.match(
    said(WAIT, comparison([600], [60, -2, -1], [60, -2, -1])),
    /^b and 1 more have the lowest mean wait: 1 min/,
  );
  assert.equal(said(WAIT, comparison([60], [60, 0, 0])), "All have the same mean wait, 1 min.");
  assert.equal(said(WAIT, comparison([60])), "The mean wait under a is 1 min.");
  assert.equal(said(WAIT, { baseline: 0, rows: [{ values: [null] }] }), "There are no figures of the mean wait.");
});

test("an interval that touches 0 shows no difference", () => {
  assert.ok(isShown({ low: 1, high: 2 }) && isShown({ low: -2, high: -1 }));
  assert.ok(!isShown({ low: 0, high: 2 }) && !isShown({ low: -1, high: 1 }) && !isShown({ low: null, high: null }));
});

test("a metric of which neither more nor less is better has no best", () => {
  assert.ok(!isBest({ is_more_better: null }, 0, 1, comparison([1], [2])));
  assert.ok(isBest(WAIT, 0, 1, comparison([1], [2])));
});

test("few seeds are said to be few", () => {
  const compared = comparison([600], [60, -660, -300]);
  compared.rows[1].values[0].diff.n = 3;
  assert.match(said(WAIT, compared), /more than chance, with 3 seeds only \(95 % interval/);
  compared.rows[1].values[0].diff.n = 5;
  assert.doesNotMatch(said(WAIT, compared), /seeds only/);
});

test("metrics of accounting make sentences", () => {
  assert.equal(nounOf({ label: "charged to grants", unit: "unit-hours" }), "number of unit-hours charged to grants");
  assert.equal(nounOf({ label: "used in lowered priority", unit: "" }), "share used in lowered priority");
  assert.equal(nounOf(WAIT), "mean wait");
});

test("waits are not of the same jobs where others were turned away", () => {
  const metrics = [{ name: "rejected" }];
  assert.match(unequalNote(comparison([3], [5, 1, 2]), metrics), /waits are of jobs that ran/);
  assert.equal(unequalNote(comparison([3], [3, 0, 0]), metrics), null);
  assert.equal(unequalNote(comparison([3], [5, 1, 2]), [{ name: "wait_mean_s" }]), null);
});
