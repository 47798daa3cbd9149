// What the sections with charts have in common: two policies side by side, a legend for both, numbers on demand.
import { drawLater } from "./charts.js";
import { el, svg, table } from "./dom.js";
import { panels, policyName, seedOf } from "./model.js";
import { seriesStyle, seriesVariable } from "./theme.js";

const ROWS = 500;

// One panel a policy: a heading, then what fill(panel) makes.
export function sideBySide(fill) {
  const shown = panels();
  return el(
    "div",
    { class: shown.length > 1 ? "pair" : "pair single" },
    shown.map((panel) => el("div", { class: "panel" }, panelHead(panel), fill(panel))),
  );
}

function panelHead({ letter, policy }) {
  return el("h3", { class: "policy" }, el("span", { class: `letter letter-${letter}` }, letter), ` ${policyName(policy)}`);
}

// A place for a chart that is drawn when it comes into view.  The height is kept free, so that nothing jumps.
export function chartHost(height, draw) {
  const host = el("div", { class: "host", style: `min-height:${height + 34}px` });
  drawLater(host, () => draw(host));
  return host;
}

export function missing(what) {
  return el("p", { class: "missing" }, `There is nothing to draw here: ${what}. What was left out is listed under Configuration.`);
}

// Says which run is drawn, where a cell is one of several seeds.
export function runNote(entry) {
  return el("p", { class: "note" }, `Run with seed ${seedOf(entry)}.`);
}

// The look of a line, for a legend.
export function lineSwatch(index) {
  const { dash } = seriesStyle(index);
  return svg(
    "svg",
    { class: "swatch", viewBox: "0 0 28 8", width: 28, height: 8, "aria-hidden": "true" },
    svg("line", { x1: 0, x2: 28, y1: 4, y2: 4, style: `stroke:${seriesVariable(index)}`, "stroke-width": 2.5, "stroke-dasharray": dash.join(" ") || null }),
  );
}

// A legend whose entries switch series of both panels on and off.
// entries: [{name, index, is_shown}]; toggle(name, is_shown).
export function legend(label, entries, toggle) {
  return el(
    "ul",
    { class: "legend lines", "aria-label": label },
    entries.map(({ name, text, index, is_shown = true }) => {
      const button = el("button", { type: "button", "aria-pressed": String(is_shown) }, lineSwatch(index), ` ${text ?? name}`);
      button.addEventListener("click", () => {
        const will_show = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(will_show));
        toggle(name, will_show);
      });
      return el("li", {}, button);
    }),
  );
}

// The numbers of a chart as a table, made when it is opened; long ones in parts.
// rows(first, last) gives the cells of some rows.
export function numbers(label, head, count, rows) {
  const details = el("details", { class: "numbers" }, el("summary", {}, `Numbers: ${label}`));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(pages(label, head, count, rows));
  });
  return details;
}

function pages(label, head, count, rows) {
  const box = el("div", {});
  const show = (first) => {
    const last = Math.min(count, first + ROWS);
    const step = (text, to) => el("button", { type: "button", disabled: to < 0 || to >= count, onclick: () => show(to) }, text);
    const turn = count <= ROWS ? null : el("p", { class: "turn" }, step("Previous", first - ROWS), ` rows ${first + 1} to ${last} of ${count} `, step("Next", first + ROWS));
    box.replaceChildren(...[turn, table(label, head, rows(first, last))].filter(Boolean));
  };
  show(0);
  return box;
}
