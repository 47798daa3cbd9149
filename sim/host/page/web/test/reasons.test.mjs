// Why jobs waited, summed by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonInWords, sumReasons } from "../src/reasons.js";

test("waits are summed by reason; who did not wait or never ran is not counted", () => {
  const gantt = {
    reasons: ["full", "limit"],
    jobs: { submit_s: [0, 10, 20, 30, 40, 50], start_s: [5, 40, 20, -1, 45, 52], reason: [0, 1, -1, 0, 0, -1] },
  };

  assert.deepEqual(sumReasons(gantt), [
    { name: "limit", jobs: 1, wait_s: 30 },
    { name: "full", jobs: 2, wait_s: 10 },
    { name: "no reason kept", jobs: 1, wait_s: 2 },
  ]);
});

test("reasons are said in words with Slurm's behind them; unknown ones stay", () => {
  assert.equal(reasonInWords("Priority"), "a job before it in the queue waited for resources (Priority)");
  assert.equal(reasonInWords("Resources"), "not enough was free (Resources)");
  for (const name of ["QOSMaxGRESPerUser (normal)", "no reason kept", "toString", ""])
    assert.equal(reasonInWords(name), name);
});
