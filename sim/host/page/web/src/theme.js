// Colours of the charts, in light and dark.  Series differ in dash too, so that no chart needs colour to be read.
// The tests of this page check contrast and how far apart the colours are for people who are colour-blind.

export const LIGHT = {
  ground: "#ffffff",
  ink: "#1b2733",
  muted: "#51606e",
  grid: "#e3e8ec",
  line: "#8a97a3",
  fill: "#0072b222",
  series: ["#0072b2", "#d55e00", "#00875f", "#a8458c", "#8a6d00", "#1b2733", "#5a8fc2"],
  other: "#7a8691",
};

export const DARK = {
  ground: "#161c22",
  ink: "#e8edf1",
  muted: "#a9b5c0",
  grid: "#2a343d",
  line: "#71808d",
  fill: "#56b4e922",
  series: ["#56b4e9", "#f0883e", "#2fc79a", "#e08fc4", "#e8d44d", "#f2f5f7", "#8f9fe8"],
  other: "#8c99a5",
};

export const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4], [4, 2, 1, 2]];

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
let is_printing = false;

// The colours in use now; paper is light.
export function theme() {
  return dark?.matches && !is_printing ? DARK : LIGHT;
}

// Gives the colours of series to the style sheet, for legends.
function tellStyles() {
  const { series, other } = theme();
  series.forEach((colour, index) => document.documentElement.style.setProperty(`--series-${index}`, colour));
  document.documentElement.style.setProperty("--series-other", other);
}

// The style sheet's name of the colour of a series.
export function seriesVariable(index) {
  return index < LIGHT.series.length ? `var(--series-${index})` : "var(--series-other)";
}

// Calls back when the colours change, because the reader's setting does or because the page is printed.
export function onTheme(changed) {
  const change = (printing) => {
    is_printing = printing;
    tellStyles();
    changed();
  };
  tellStyles();
  dark?.addEventListener("change", () => change(is_printing));
  addEventListener("beforeprint", () => change(true));
  addEventListener("afterprint", () => change(false));
}

// The colour and dash of the series with this number; past the last, all are alike: "other".
export function seriesStyle(index) {
  const { series, other } = theme();
  return index < series.length ? { colour: series[index], dash: DASHES[index] } : { colour: other, dash: [1, 2] };
}

// Red, green and blue of "#rrggbb", 0..255.
export function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
