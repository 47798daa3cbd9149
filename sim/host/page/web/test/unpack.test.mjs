// Packed columns, with bytes worked out by hand from the rules: difference, zigzag, LEB128, base64.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pack } from "../dev/pack.mjs";
import { decodeBase64, unpackColumn, unpackTable } from "../src/unpack.js";

test("base64 is read with and without a rest", () => {
  assert.deepEqual([...decodeBase64("TWFu")], [77, 97, 110]);
  assert.deepEqual([...decodeBase64("TWE=")], [77, 97]);
  assert.deepEqual([...decodeBase64("TQ==")], [77]);
  assert.deepEqual([...decodeBase64("")], []);
});

test("small numbers and falling ones are one byte each", () => {
  // 1, 3, 2: differences +1, +2, -1; zigzag 2, 4, 1; bytes 02 04 01.
  assert.deepEqual([...unpackColumn({ n: 3, v: "AgQB" })], [1, 3, 2]);
});

test("a difference of 150 takes two bytes", () => {
  // zigzag 300 = 0b10_0101100: bytes AC 02.
  assert.deepEqual([...unpackColumn({ n: 1, v: "rAI=" })], [150]);
});

test("minus one is one byte, and stays where nothing changes", () => {
  // -1, -1: differences -1, 0; zigzag 1, 0; bytes 01 00.
  assert.deepEqual([...unpackColumn({ n: 2, v: "AQA=" })], [-1, -1]);
});

test("numbers beyond 32 bits are exact", () => {
  // 2^40: zigzag 2^41 = 7 * 5 + 6 bits: five bytes 80, then 2^6 = 40.
  assert.deepEqual([...unpackColumn({ n: 1, v: "gICAgIBA" })], [1099511627776]);
});

test("columns take the smaller type where it holds them", () => {
  assert.ok(unpackColumn({ n: 1, v: "Ag==" }) instanceof Int32Array);
  assert.ok(unpackColumn({ n: 1, v: "gICAgIBA" }) instanceof Float64Array);
  assert.deepEqual([...unpackColumn([3, 1, 2])], [3, 1, 2]);
});

test("what is cut short, too long or no base64 is refused", () => {
  assert.throws(() => unpackColumn({ n: 4, v: "AgQB" }), /ends after 3 of 4/);
  assert.throws(() => unpackColumn({ n: 2, v: "AgQB" }), /more than its 2/);
  assert.throws(() => unpackColumn({ n: 1, v: "A*==" }), /not base64/);
});

test("columns of a table are of one length", () => {
  assert.deepEqual([...unpackTable({ a: [1, 2], b: [3, 4] }).b], [3, 4]);
  assert.throws(() => unpackTable({ a: [1, 2], b: [3] }), /column b has 1 values/);
});

test("the sample's packing is undone", () => {
  const values = [0, 5, -7, 1e12, 1e12 - 1, 3];
  assert.deepEqual([...unpackColumn(pack(values))], values);
});
