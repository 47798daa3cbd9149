// Numbers, times and ticks as the page writes them, and distributions; expected texts are written by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { curve } from "../src/ecdf.js";
import { count, countOf, duration, figure, instant, metricDifference, metricValue, percent } from "../src/format.js";
import { timeLabel, timeStep, timeTicks, waitTicks } from "../src/ticks.js";

test("durations have at most two units", () => {
  const cases = [
    [0, "0 s"],
    [0.04, "0.0 s"],
    [2.5, "2.5 s"],
    [45, "45 s"],
    [60, "1 min"],
    [150, "2 min 30 s"],
    [3599.6, "1 h"],
    [3600, "1 h"],
    [9880.6, "2 h 45 min"],
    [86399, "1 d"],
    [100800, "1 d 4 h"],
    [-150, "−2 min 30 s"],
    [null, "–"],
  ];
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text);
});

test("figures have three digits and grouped thousands", () => {
  const cases = [
    [0, "0"],
    [0.0412, "0.041"],
    [3.14159, "3.14"],
    [13.404, "13.4"],
    [229.457, "229"],
    [1234567, "1 234 567"],
    [-43.72, "−43.7"],
    [0.0001, "1.0e−4"],
    [undefined, "–"],
  ];
  for (const [value, text] of cases) assert.equal(figure(value), text);
  assert.equal(count(100000), "100 000");
  assert.deepEqual([countOf(1, "GPU"), countOf(0, "job"), countOf(1200, "node")], ["1 GPU", "0 jobs", "1 200 nodes"]);
});

test("parts of a whole are per cent", () => {
  const cases = [
    [0, "0 %"],
    [0.6402, "64.0 %"],
    [1, "100 %"],
    [0.9994, "99.9 %"],
    [-0.05, "−5.0 %"],
    [null, "–"],
  ];
  for (const [value, text] of cases) assert.equal(percent(value), text);
});

test("metrics are written in their unit, differences with their sign", () => {
  const wait = { name: "wait_mean_s", unit: "s" };
  const use = { name: "utilisation", unit: "" };
  const hours = { name: "charged_unit_h", unit: "unit-hours" };

  assert.equal(metricValue(wait, 9880), "2 h 45 min");
  assert.equal(metricDifference(wait, 60), "+1 min");
  assert.equal(metricValue(use, 0.665), "66.5 %");
  assert.equal(metricDifference(use, -0.0204), "−2.0 points");
  assert.equal(metricValue(hours, 2591812.3), "2 591 812");
});

test("instants are days and hours of the trace, or dates where its origin is known", () => {
  assert.equal(instant(0, null), "day 1, 00:00:00");
  assert.equal(instant(90061, null), "day 2, 01:01:01");
  assert.equal(instant(90061, 1700000000), "2023-11-15 23:14");
  assert.equal(instant(-1, null), "–");
});

test("ticks of time are round and aligned with midnight", () => {
  assert.equal(timeStep(0, 86400, 5), 21600);
  assert.deepEqual(timeTicks(100, 86400, 5, null), [21600, 43200, 64800, 86400]);
  // 22:13:20 is 1,700,000,000: the next midnight is 6,400 s later.
  assert.deepEqual(timeTicks(0, 100000, 2, 1700000000), [6400, 92800]);
  assert.equal(timeLabel(6400, 86400, 1700000000), "15 Nov");
  assert.equal(timeLabel(86400, 3600, null), "day 2");
  assert.equal(timeLabel(3600, 3600, null), "01:00");
  assert.equal(timeLabel(61, 1, null), "00:01:01");
});

test("ticks of waits grow in factors, and are even where few of these are seen", () => {
  assert.deepEqual(waitTicks(0, 5000, false), [0, 1, 10, 60, 600, 3600]);
  assert.deepEqual(
    waitTicks(4000, 10000, false),
    [5400, 7200, 9000].filter((at) => at % 1800 === 0),
  );
});

test("a distribution counts all jobs past its last wait", () => {
  const entry = { wait_s: [0, 1, 2], jobs: [1, 1, 4] };

  assert.deepEqual(curve(entry, [0, 1, 2, 3]), [0.25, 0.25, 1, 1]);
  assert.deepEqual(curve({ wait_s: [1, 5], jobs: [2, 4] }, [0, 1, 4, 5]), [0, 0.5, 0.5, 1]);
  assert.deepEqual(curve({ wait_s: [0], jobs: [0] }, [0, 1]), [null, null]);
});
