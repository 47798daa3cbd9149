// Pixels of gantts, worked out by hand; nothing may be lost or gained, however small it is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findRect, firstAbove, rasterise, sortRects, toPixels, windowOf } from "../src/raster.js";

const RED = [[255, 0, 0, 1]];

// Rectangles [start, end, lane, span], each a job of its own.
function rects(list) {
  const jobs = { start_s: list.map(([start]) => start), end_s: list.map(([, end]) => end) };
  return sortRects(jobs, {
    job: list.map((unused, job) => job),
    lane: list.map(([, , lane]) => lane),
    span: list.map(([, , , span]) => span),
  });
}

function draw(sorted, view, colours = RED) {
  const sums = new Float32Array(view.width * view.height * 4);
  rasterise(sorted, view, new Uint8Array(sorted.count), colours, sums);
  return sums;
}

const cover = (sums) =>
  Array.from(
    sums.filter((unused, at) => at % 4 === 3),
    (value) => Math.round(value * 1000) / 1000,
  );

test("rectangles are sorted by start and keep their order at one instant", () => {
  const sorted = rects([
    [5, 9, 0, 1],
    [1, 20, 1, 1],
    [5, 6, 2, 1],
  ]);

  assert.deepEqual([...sorted.job], [1, 0, 2]);
  assert.deepEqual([...sorted.start], [1, 5, 5]);
  assert.deepEqual([...sorted.latest_end], [20, 20, 20]);
});

test("a window has those that have not ended before it and begin before its end", () => {
  const sorted = rects([
    [0, 10, 0, 1],
    [10, 20, 0, 1],
    [20, 30, 0, 1],
    [30, 40, 0, 1],
  ]);

  assert.deepEqual(windowOf(sorted, 12, 25), [1, 3]);
  assert.deepEqual(windowOf(sorted, 10, 20), [1, 2]);
  assert.deepEqual(windowOf(sorted, 50, 60), [4, 4]);
});

test("the first above a limit", () => {
  assert.equal(firstAbove([1, 3, 3, 7], 3, false), 3);
  assert.equal(firstAbove([1, 3, 3, 7], 3, true), 1);
  assert.equal(firstAbove([], 3, true), 0);
});

test("a rectangle covers the part of a pixel that it covers", () => {
  // 4 s in 2 pixels, 2 lanes in 1: one lane from 1 s to 3 s covers a quarter of each pixel.
  const sums = draw(rects([[1, 3, 0, 1]]), { from: 0, to: 4, top: 0, bottom: 2, width: 2, height: 1 });

  assert.deepEqual(cover(sums), [0.25, 0.25]);
  assert.equal(sums[0], 0.25 * 255);
});

test("what does not fit in a pixel adds up in it", () => {
  // A thousand jobs of 1 s, one after the other on one lane, in one pixel: it is full.
  const list = Array.from({ length: 1000 }, (unused, i) => [i, i + 1, 0, 1]);
  const sums = draw(rects(list), { from: 0, to: 1000, top: 0, bottom: 1, width: 1, height: 1 });

  assert.deepEqual(cover(sums), [1]);
});

test("the sum over all pixels is the busy time, drawn small", () => {
  // 30 + 8 + 12 unit-seconds of 4 lanes x 30 s, in 3 x 2 pixels: 50 / 120 of 6 pixels.
  const sums = draw(
    rects([
      [0, 30, 0, 1],
      [3, 7, 1, 2],
      [20, 26, 2, 2],
    ]),
    { from: 0, to: 30, top: 0, bottom: 4, width: 3, height: 2 },
  );

  const total = cover(sums).reduce((a, b) => a + b, 0);
  assert.equal(total.toFixed(3), ((50 / 120) * 6).toFixed(3));
});

test("a part of time and lanes shows that part", () => {
  const sorted = rects([
    [0, 10, 0, 1],
    [0, 10, 1, 1],
  ]);

  assert.deepEqual(cover(draw(sorted, { from: 5, to: 15, top: 1, bottom: 3, width: 2, height: 2 })), [1, 0, 0, 0]);
});

test("neighbours that are large are kept apart by one pixel", () => {
  // 10 pixels wide and high: the last column and row of each stay empty.
  const sums = draw(rects([[0, 10, 0, 1]]), { from: 0, to: 10, top: 0, bottom: 1, width: 10, height: 10 });

  const covers = cover(sums);
  assert.equal(
    covers.reduce((a, b) => a + b, 0),
    81,
  );
  assert.equal(covers[9], 0);
});

test("pixels have the mean colour and are as opaque as they are covered", () => {
  const pixels = new Uint8ClampedArray(8);

  toPixels(Float32Array.from([100, 50, 0, 0.5, 0, 0, 0, 0]), pixels);

  assert.deepEqual([...pixels], [200, 100, 0, 128, 0, 0, 0, 0]);
});

test("the rectangle under a point, or the nearest within reach", () => {
  const sorted = rects([
    [0, 10, 0, 2],
    [20, 30, 4, 1],
  ]);

  assert.equal(findRect(sorted, 5, 1.5, 0, 0), 0);
  assert.equal(findRect(sorted, 15, 4.5, 4, 1), -1);
  assert.equal(findRect(sorted, 18, 4.5, 4, 1), 1);
  assert.equal(findRect(sorted, 25, 3.5, 0, 1), 1);
  assert.equal(findRect(sorted, 25, 1, 0, 1), -1);
});
