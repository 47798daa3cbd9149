// Columns of a wide table, dealt out to parts of nearly the same size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "../src/widetable.js";

test("parts have at most five columns and are of nearly the same size", () => {
  const sizes = (count) => partsOf(Array.from({ length: count }, (unused, i) => i)).map((part) => part.length);

  assert.deepEqual(sizes(5), [5]);
  assert.deepEqual(sizes(6), [3, 3]);
  assert.deepEqual(sizes(14), [5, 5, 4]);
  assert.deepEqual(partsOf(["a", "b", "c", "d", "e", "f"])[1], ["d", "e", "f"]);
});
