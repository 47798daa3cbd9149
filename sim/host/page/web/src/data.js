// Reads the data that the program put into the page, and says plainly what is wrong where it cannot.
import { unpackTable } from "./unpack.js";

const FORMAT = "aifsim-report/1";

// Why the data cannot be shown; the message is for the reader of the page.
export class DataError extends Error {}

// The data of the page, with its tables unpacked.
export function readData(text) {
  // The name of the placeholder is not spelt out here: it must occur once in the built page.
  if (/^\s*(@[A-Z_]+@)?\s*$/.test(text))
    throw new DataError("This is the empty template of the report: the program has put no data into it.");
  const data = parse(text);
  if (data === null || typeof data !== "object" || data.format !== FORMAT)
    throw new DataError(
      `The data are in the format “${String(data?.format)}”; this page reads “${FORMAT}”. ` +
        "Write the report again with the aifsim that made the results.",
    );
  for (const name of ["sites", "traces", "policies", "cells", "metrics", "comparisons"])
    if (!Array.isArray(data[name])) throw new DataError(`The data have no list “${name}”: the file is damaged.`);
  for (const name of ["inputs", "communities", "series", "waits", "gantts", "left_out"]) data[name] ??= [];
  for (const gantt of data.gantts) unpackGantt(gantt);
  return data;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(`The data in this file are damaged or cut short (${error.message}). Write the report again.`);
  }
}

function unpackGantt(gantt) {
  try {
    gantt.jobs = unpackTable(gantt.jobs);
    gantt.rects = unpackTable(gantt.rects);
  } catch (error) {
    throw new DataError(`The jobs in this file are damaged: ${error.message}. Write the report again.`);
  }
}
