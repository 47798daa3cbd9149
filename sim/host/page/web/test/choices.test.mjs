// What is chosen for the reader, and how texts are cut.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeParts } from "../src/dom.js";
import { defaultColour } from "../src/ganttcolour.js";

test("blocks have the colours of what tells jobs apart", () => {
  const gantt = (communities, users, accounts) => [{ communities, users, accounts, kinds: [] }];
  assert.equal(defaultColour(gantt(["a", "b"], ["u", "v"], [])), "community");
  assert.equal(defaultColour(gantt(["a"], ["u", "v"], ["p"])), "user");
  assert.equal(defaultColour(gantt([], [], ["p", "q"])), "account");
  assert.equal(defaultColour([]), "community");
});

test("names between backticks are parts of their own", () => {
  assert.deepEqual(codeParts("see `aifsim explain` and `a`"), ["see ", "`aifsim explain`", " and ", "`a`"]);
  assert.deepEqual(codeParts("no ` end"), ["no ` end"]);
});
