// Who applied for hours, what was granted and what was used of it: the lines of access.csv that belong to the policies
// that are shown.
import { details, el, picker, table } from "./dom.js";
import { count, figure, instant, percent } from "./format.js";
import { caseName, choose, currentCase, panels, policyName, seriesOf, state, unixStart } from "./model.js";
import { wideTable } from "./widetable.js";

const FEW = 40;
// What says which run a line is of; it stands above the tables instead.
const RUN = ["cell", "site", "trace", "policy", "seed", "by"];

export function hasAccess() {
  return (state.data.access?.rows.length ?? 0) > 0;
}

export function accessSection() {
  if (!hasAccess()) return null;
  const { columns } = state.data.access;
  const kinds = kindsThere();
  if (!kinds.includes(state.by)) state.by = kinds.includes("community") ? "community" : (kinds[0] ?? "");
  const pick = picker(
    "pick-by",
    "Lines of",
    kinds.map((kind) => [kind, kind]),
    state.by,
    (value) => choose("by", value),
  );
  return el(
    "section",
    { id: "access", "aria-labelledby": "h-access" },
    el("h2", { id: "h-access" }, "Access"),
    el(
      "p",
      { class: "lead" },
      "Who applied for hours, what was granted, and what was used of it, over the time of the trace.",
    ),
    kinds.length > 1 ? el("div", { class: "tools" }, pick) : null,
    columns.includes("policy") ? panels().map(panelTable) : linesTable("Access", columns, state.data.access.rows),
  );
}

// What lines are about: modes, pools, communities, ...
function kindsThere() {
  const { columns, rows } = state.data.access;
  const by = columns.indexOf("by");
  return by < 0 ? [] : [...new Set(rows.map((row) => row[by]))];
}

function panelTable({ letter, policy }) {
  const { columns } = state.data.access;
  const rows = rowsOf(policy);
  const caption = `${letter}: ${policyName(policy)}, by ${state.by}`;
  if (rows.length === 0)
    return el("p", { class: "missing" }, `${caption}: there are no lines for ${caseName(currentCase())}.`);
  return linesTable(caption, columns, rows);
}

// The lines of the run of a policy that the charts show, or of its first.
function rowsOf(policy) {
  const { columns, rows } = state.data.access;
  const at = (name) => columns.indexOf(name);
  const { site, trace } = currentCase();
  const holds = (cell) => cell.site === site && cell.trace === trace && cell.policy === policy;
  const cell = seriesOf(policy)?.cell ?? state.data.cells.findIndex(holds);
  return rows.filter((row) => Number(row[at("cell")]) === cell && row[at("by")] === state.by);
}

// Columns in which no line has anything are left out.
function linesTable(caption, columns, rows) {
  const shown = columns
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => !RUN.includes(name) && rows.some((row) => row[index] !== "" && row[index] !== null));
  const [first, ...others] = shown;
  const make = (last) => (some) => {
    const parts = [first, ...some];
    const cells = rows.slice(0, last).map((row) => parts.map(({ name, index }) => cellText(name, row[index])));
    const is_numeric = (column) => isNumeric(rows, parts[column].index);
    const few = last < rows.length ? `, the first ${last} of ${rows.length}` : "";
    return table(
      caption + few,
      parts.map(({ name }) => headText(name)),
      cells,
      is_numeric,
    );
  };
  if (rows.length <= FEW) return wideTable(others, make(rows.length));
  return [wideTable(others, make(FEW)), details(`All ${rows.length}`, () => make(rows.length)(others))];
}

function isNumeric(rows, index) {
  return rows.every((row) => row[index] === "" || row[index] === null || !Number.isNaN(Number(row[index])));
}

// "granted_unit_h" reads "granted, unit-hours".
function headText(name) {
  return name
    .replace(/_unit_h$/, ", unit-hours")
    .replace(/_s$/, "")
    .replaceAll("_", " ");
}

function cellText(name, value) {
  if (value === "" || value === null || value === undefined) return "–";
  const number = Number(value);
  if (Number.isNaN(number)) return String(value);
  if (name.endsWith("_share")) return percent(number);
  if (name.endsWith("_s")) return instant(number, unixStart());
  return Number.isInteger(number) ? count(number) : figure(number);
}
