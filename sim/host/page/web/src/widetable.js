// Tables with more columns than a sheet of paper has room for: on screen they scroll, on paper they are cut into
// several, each with some of the columns.
import { el } from "./dom.js";

const COLUMNS_ON_PAPER = 5;

// What to put into a box when the page is printed.
const makers = new Map();

// The table that make(columns) returns, and an empty box for its parts on paper.
export function wideTable(columns, make) {
  const box = el("div", { class: "parts" });
  const is_wide = columns.length > COLUMNS_ON_PAPER;
  if (is_wide) makers.set(box, () => partsOf(columns).map(make));
  return el("div", { class: is_wide ? "in-parts" : null }, el("div", { class: "whole" }, make(columns)), box);
}

// As few parts as will do, of nearly the same size.
export function partsOf(columns) {
  const count = Math.ceil(columns.length / COLUMNS_ON_PAPER);
  const size = Math.ceil(columns.length / count);
  return Array.from({ length: count }, (unused, part) => columns.slice(part * size, (part + 1) * size));
}

function fillBoxes() {
  for (const [box, make] of makers) {
    if (box.isConnected) box.replaceChildren(...make());
    else makers.delete(box);
  }
}

function emptyBoxes() {
  for (const box of makers.keys()) box.replaceChildren();
}

globalThis.addEventListener?.("beforeprint", fillBoxes);
globalThis.addEventListener?.("afterprint", emptyBoxes);
