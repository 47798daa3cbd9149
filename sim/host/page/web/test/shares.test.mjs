// Where the axis of shares ends; expected values by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { topOfShares } from "../src/ticks.js";

test("the axis of shares shows the greatest part, also one above the machine", () => {
  const cases = [
    [0, 0.0525],
    [0.5, 0.525],
    [0.98, 1],
    [1, 1],
    [1.2, 1.26],
    [2, 2.1],
  ];
  for (const [most, top] of cases) assert.ok(Math.abs(topOfShares(most) - top) < 1e-12, `${most}`);
});
