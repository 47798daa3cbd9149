// What the sections with charts have in common: two policies side by side, a legend for both, numbers on demand.
import { drawLater } from "./charts.js";
import { details, el, svg, table } from "./dom.js";
import { ganttOf, panels, policyName, seedOf, seriesOf, state } from "./model.js";
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

// The policy, and which of its runs is drawn: where there are several seeds, one is.
function panelHead({ letter, policy }) {
  const drawn = seriesOf(policy) ?? ganttOf(policy);
  return el(
    "h3",
    { class: "policy" },
    el("span", { class: `letter letter-${letter}` }, letter),
    ` ${policyName(policy)}`,
    drawn ? el("span", { class: "seed" }, ` seed ${seedOf(drawn)}`) : null,
  );
}

// A place for a chart that is drawn when it comes into view.  The height is kept free, so that nothing jumps.
export function chartHost(height, draw) {
  const host = el("div", { class: "host", style: `min-height:${height + 34}px` });
  drawLater(host, () => draw(host));
  return host;
}

export function missing(what) {
  return el(
    "p",
    { class: "missing" },
    `There is nothing to draw here: ${what}.${(state.data?.left_out?.length ?? 0) > 0 ? " What was left out is listed under Configuration." : ""}`,
  );
}

// The look of a line, for a legend.
export function lineSwatch(index) {
  const { dash } = seriesStyle(index);
  return svg(
    "svg",
    { class: "swatch", viewBox: "0 0 28 8", width: 28, height: 8, "aria-hidden": "true" },
    svg("line", {
      x1: 0,
      x2: 28,
      y1: 4,
      y2: 4,
      style: `stroke:${seriesVariable(index)}`,
      "stroke-width": 2.5,
      "stroke-dasharray": dash.join(" ") || null,
    }),
  );
}

// The colour of a block, for a legend.
export function blockSwatch(index) {
  return el("span", { class: "block", style: `background:${seriesVariable(index)}` });
}

// A legend whose entries are buttons; on paper, which has no buttons, they are text.
// entries: [{name, text, swatch() -> element, is_on}]; press(name, is_on, button).
export function legend(label, kind, entries, press) {
  const entry = ({ name, text, swatch, is_on }) => {
    const button = el("button", { type: "button", "aria-pressed": String(is_on) }, swatch(), ` ${text ?? name}`);
    button.addEventListener("click", () => {
      const will_be = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(will_be));
      press(name, will_be, button);
    });
    const copy = swatch();
    copy.setAttribute("class", "on-paper");
    return el("li", {}, button, el("span", { class: "paper", "aria-hidden": "true" }, copy, ` ${text ?? name}`));
  };
  return el("ul", { class: `legend ${kind}`, "aria-label": label }, entries.map(entry));
}

// The numbers of a chart as a table, made when it is opened; long ones in parts.
// rows(first, last) gives the cells of some rows.
export function numbers(label, head, count, rows) {
  return details(`Numbers: ${label}`, () => pages(label, head, count, rows));
}

function pages(label, head, count, rows) {
  const box = el("div", {});
  const show = (first) => {
    const last = Math.min(count, first + ROWS);
    const step = (text, to) =>
      el("button", { type: "button", disabled: to < 0 || to >= count, onclick: () => show(to) }, text);
    const turn =
      count <= ROWS
        ? null
        : el(
            "p",
            { class: "turn" },
            step("Previous", first - ROWS),
            ` rows ${first + 1} to ${last} of ${count} `,
            step("Next", first + ROWS),
          );
    box.replaceChildren(...[turn, table(label, head, rows(first, last))].filter(Boolean));
  };
  show(0);
  return box;
}
