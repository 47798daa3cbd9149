// The colours of the series: seen on their ground, and told apart by who is colour-blind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DARK, DASHES, LIGHT, rgb } from "../src/theme.js";

// Relative luminance and contrast as WCAG 2 defines them.
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

function contrast(one, other) {
  const [low, high] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// What is seen without one kind of cone, after Viénot, Brettel and Mollon (1999).
const SIGHT = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function lab(colour, sight) {
  let light = rgb(colour).map(linear);
  if (sight) light = SIGHT[sight].map((row) => row.reduce((sum, part, at) => sum + part * light[at], 0));
  const [red, green, blue] = light.map((value) => Math.min(1, Math.max(0, value)));
  const xyz = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
  ];
  const [x, y, z] = xyz.map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(one, other, sight) {
  const [a, b] = [lab(one, sight), lab(other, sight)];
  return Math.hypot(...a.map((value, at) => value - b[at]));
}

for (const [name, { series, ground, other, ink, muted, line }] of Object.entries({ LIGHT, DARK })) {
  test(`${name}: lines and blocks have a contrast of 3, texts of 4.5`, () => {
    for (const colour of [...series, other, line])
      assert.ok(contrast(colour, ground) >= (colour === line ? 2.5 : 3), `${colour}: ${contrast(colour, ground)}`);
    for (const colour of [ink, muted]) assert.ok(contrast(colour, ground) >= 4.5, colour);
  });

  test(`${name}: series are told apart with any sight`, () => {
    for (const sight of ["", "protanopia", "deuteranopia"])
      series.forEach((one, i) =>
        series.slice(0, i).forEach((two) => {
          assert.ok(
            distance(one, two, sight) >= (i < 3 ? 35 : 20),
            `${one} and ${two}, ${sight || "all cones"}: ${distance(one, two, sight).toFixed(1)}`,
          );
        }),
      );
  });
}

test("each series has a dash of its own", () => {
  assert.equal(new Set(DASHES.map(String)).size, DASHES.length);
  assert.ok(DASHES.every((dash) => dash.length > 0));
  assert.equal(DASHES.length, LIGHT.series.length);
  assert.equal(DARK.series.length, LIGHT.series.length);
});
