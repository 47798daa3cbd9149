// Elements without a framework.

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes ("class", "id", "onclick", ...) and children, which are elements or text.
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Text with `names` between backticks as code.
export function codeParts(text) {
  return text.split(/(`[^`]+`)/).filter((part) => part !== "");
}

export function coded(text) {
  return codeParts(text).map((part) => (/^`.+`$/.test(part) ? el("code", {}, part.slice(1, -1)) : part));
}

// A labelled <select>; options are [value, text].
export function picker(id, label, options, chosen, change) {
  const select = el("select", { id, onchange: (event) => change(event.target.value) });
  for (const [value, text] of options) {
    const option = el("option", { value }, text);
    option.selected = String(value) === String(chosen);
    select.append(option);
  }
  return el("div", { class: "pick" }, el("label", { for: id }, label), select);
}

// A table that scrolls in itself, so that the page never does sideways.  Cells are elements or text.
export function table(caption, head, rows, is_numeric = (column) => column > 0) {
  const cell = (name, content, column) => {
    const scope = name === "th" ? { scope: "row" } : {};
    return el(name, { ...scope, class: is_numeric(column) ? "number" : null }, content);
  };
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      row.map((content, column) => cell(column === 0 ? "th" : "td", content, column)),
    ),
  );
  const top = el(
    "tr",
    {},
    head.map((text, column) => el("th", { scope: "col", class: is_numeric(column) ? "number" : null }, text)),
  );
  return scroller(
    caption,
    el("table", {}, el("caption", {}, el("span", {}, caption)), el("thead", {}, top), el("tbody", {}, body)),
  );
}

// A part that is folded away; what is in it is made when it is opened.
export function details(summary, make) {
  const box = el("details", { class: "numbers" }, el("summary", {}, summary));
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) box.append(make());
  });
  return box;
}

// A box that scrolls sideways; it can be reached by keyboard, as it must be to be scrolled.
export function scroller(label, ...children) {
  return el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": label }, ...children);
}
