// What the card of a job says, written by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jobInShort, whyItWaited } from "../src/jobcard.js";
import { askedFor, behind, intervals, placeOf } from "../src/jobwords.js";

// One job: what it asked for, and when it started.
function ganttOf(asked, gpus, cores, { start = 5, lane = "GPU", reason = -1 } = {}) {
  const jobs = { id: [7], submit_s: [5], start_s: [start], end_s: [start < 0 ? -1 : 65], units: [start < 0 ? -1 : 128] };
  Object.assign(jobs, { asked: [asked], gpus_per_node: [gpus], cores_per_node: [cores] });
  Object.assign(jobs, { user: [0], community: [-1], reason: [reason], blocker: [-1] });
  return { lane, users: ["cai"], communities: [], reasons: ["too_wide"], jobs };
}

test("a job asked for nodes, with GPUs only where it wanted some", () => {
  assert.equal(askedFor(ganttOf(4, 0, 32), 0), "4 nodes with 32 cores each");
  assert.equal(askedFor(ganttOf(2, 8, 64), 0), "2 nodes with 8 GPUs each");
  assert.equal(askedFor(ganttOf(1, 1, 4), 0), "1 node with 1 GPU");
  assert.equal(askedFor(ganttOf(3, 0, 0), 0), "3 nodes");
  assert.equal(askedFor(ganttOf(16, -1, -1, { lane: "processor" }), 0), "16 processors");
  assert.equal(askedFor(ganttOf(900, -1, -1, { start: -1 }), 0), "900 processors");
  assert.equal(askedFor(ganttOf(-1, -1, -1), 0), "");
});

test("a job that never ran has no length and no -1, and says why", () => {
  const rejected = ganttOf(900, 4, 8, { start: -1, reason: 0 });

  assert.equal(whyItWaited(rejected, 0), "It never ran: too_wide.");
  assert.equal(jobInShort(rejected, 0), "Job 7, cai: 900 nodes with 4 GPUs each. It never ran: too_wide.");
  assert.equal(
    jobInShort(ganttOf(4, 0, 32), 0),
    "Job 7, cai: 4 nodes with 32 cores each for 1 min. It started when it was submitted.",
  );
});

test("nodes have the numbers of the table of jobs", () => {
  const groups = [
    { name: "a", first: 0, count: 2, per_node: 1, first_node: 0 },
    { name: "b", first: 2, count: 8, per_node: 2, first_node: 2 },
  ];
  const gantt = { lane: "GPU", lane_groups: groups };
  assert.equal(placeOf(gantt, [[1, 4], [8, 2]]), "nodes 1-3 5"); // prettier-ignore
  assert.equal(placeOf(gantt, [[3, 1]]), "node 2");
  assert.equal(placeOf(gantt, []), "");
  assert.equal(placeOf({ lane: "processor" }, [[3, 3]]), "processors 3-5");
  assert.equal(intervals([0, 1, 2, 3, 7]), "0-3 7");
});

test("who was first in the way is no cause", () => {
  assert.equal(behind("Priority", 12, "bob"), ", first behind job 12 of bob");
  assert.equal(
    behind("not enough free nodes when it was submitted", 12, ""),
    "; it started where job 12 had just ended",
  );
  assert.equal(behind("", 12, "bob"), "; it started where job 12 of bob had just ended");
});
