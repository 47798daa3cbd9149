// How to make the figures again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startSentence } from "../src/configuration.js";

test("the folder to start in is that of the first run, where the inputs are found", () => {
  assert.match(startSentence([]), /^Start both in the folder in which `aifsim run` was started/);
  assert.match(startSentence([{ path: "mine/trace.csv" }]), /look for files from there, first of all mine\/trace\.csv\. /);
});
