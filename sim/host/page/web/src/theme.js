// Colours of the charts, in light and dark.  Series differ in dash too, so that no chart needs colour to be read.
// The tests of this page check contrast and how far apart the colours are for people who are colour-blind.

export const LIGHT = {
  ground: "#ffffff",
  ink: "#1b2733",
  muted: "#51606e",
  grid: "#e3e8ec",
  line: "#8a97a3",
  fill: "#0072b222",
  series: ["#0072b2", "#d06000", "#008765", "#7f3067", "#5c4400", "#6596bf"],
  other: "#7a8691",
};

export const DARK = {
  ground: "#161c22",
  ink: "#e8edf1",
  muted: "#a9b5c0",
  grid: "#2a343d",
  line: "#71808d",
  fill: "#56b4e922",
  series: ["#56b4e9", "#ee9310", "#35cfa2", "#c34195", "#fbf082", "#757df3"],
  other: "#8c99a5",
};

// A solid line is that of all together.
export const DASHES = [
  [16, 3],
  [7, 4],
  [2, 3],
  [12, 3, 2, 3],
  [4, 8],
  [5, 2, 1, 2, 1, 2],
];

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
let is_printing = false;

// The colours in use now; paper is light.
export function theme() {
  return dark?.matches && !is_printing ? DARK : LIGHT;
}

// Whether the page is being printed.
export function onPaper() {
  return is_printing;
}

// Gives the colours of series to the style sheet, for legends.
function tellStyles() {
  const { series, other, ink } = theme();
  series.forEach((colour, index) => document.documentElement.style.setProperty(`--series-${index}`, colour));
  document.documentElement.style.setProperty("--series-other", other);
  document.documentElement.style.setProperty("--series-all", ink);
}

// The style sheet's name of the colour of a series.
export function seriesVariable(index) {
  if (index === ALL) return "var(--series-all)";
  return index < LIGHT.series.length ? `var(--series-${index})` : "var(--series-other)";
}

// Calls back when the colours change, because the reader's setting does or because the page is printed (true).
export function onTheme(changed) {
  const change = (printing) => {
    is_printing = printing;
    tellStyles();
    changed(printing);
  };
  tellStyles();
  dark?.addEventListener("change", () => change(is_printing));
  addEventListener("beforeprint", () => change(true));
  addEventListener("afterprint", () => change(false));
}

// The number of the series of all jobs together, which is drawn in the colour of the text.
export const ALL = -1;

// The colour and dash of the series with this number; past the last, all are alike: "other".
export function seriesStyle(index) {
  const { series, other, ink } = theme();
  if (index === ALL) return { colour: ink, dash: [] };
  return index < series.length ? { colour: series[index], dash: DASHES[index] } : { colour: other, dash: [1, 2] };
}

// Red, green and blue of "#rrggbb", 0..255.
export function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
