// The table of access: what was applied for, granted and used, as access.csv has it.
import { el, table } from "./dom.js";
import { figure } from "./format.js";
import { numbers } from "./panels.js";
import { state } from "./model.js";

const FEW = 40;

export function accessSection() {
  const { access } = state.data;
  if (!access || access.rows.length === 0) return null;
  const is_numeric = access.columns.map((unused, column) =>
    access.rows.every((row) => row[column] === "" || row[column] === null || !Number.isNaN(Number(row[column]))),
  );
  const shown = (row) =>
    row.map((value, column) =>
      is_numeric[column] && value !== "" && value !== null ? figure(Number(value)) : String(value ?? ""),
    );
  const head = access.columns.map((name) => name.replaceAll("_", " "));
  const rows = (first, last) => access.rows.slice(first, last).map(shown);
  return el(
    "section",
    { id: "access", "aria-labelledby": "h-access" },
    el("h2", { id: "h-access" }, "Access"),
    el("p", { class: "lead" }, "Who applied for hours, what was granted and what was used of it."),
    access.rows.length <= FEW
      ? table("Access", head, rows(0, access.rows.length), (column) => is_numeric[column])
      : [
          table(
            `Access: the first ${FEW} of ${access.rows.length} rows`,
            head,
            rows(0, FEW),
            (column) => is_numeric[column],
          ),
          numbers(`all ${access.rows.length} rows of access.csv`, head, access.rows.length, rows),
        ],
  );
}
