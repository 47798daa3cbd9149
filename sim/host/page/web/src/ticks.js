// Where the axes have their ticks, and what stands at them.
import { duration } from "./format.js";

const DAY = 86400;
// Steps that people count time in.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].concat(
  [1, 2, 5, 7, 14, 28, 56, 91, 182, 364].map((days) => days * DAY),
);

// The smallest usual step that gives at most COUNT ticks.
export function timeStep(from, to, count) {
  return STEPS.find((step) => (to - from) / step <= count) ?? Math.ceil((to - from) / count / (364 * DAY)) * 364 * DAY;
}

// Ticks of a time axis, aligned with midnight of the trace's own clock.
export function timeTicks(from, to, count, unix_start_s) {
  const step = timeStep(from, to, count);
  const shift = ((unix_start_s ?? 0) % Math.max(step, DAY)) % step;
  const ticks = [];
  for (let at = Math.ceil((from + shift) / step) * step - shift; at <= to; at += step) ticks.push(at);
  return ticks;
}

// What stands at a tick of time: a day at midnight, else the hour and minute, seconds where steps are that fine.
export function timeLabel(at, step, unix_start_s) {
  if (unix_start_s !== null && unix_start_s !== undefined) return dateLabel(unix_start_s + at, step);
  const rest = ((at % DAY) + DAY) % DAY;
  if (rest === 0) return `day ${Math.floor(at / DAY) + 1}`;
  return clockLabel(rest, step);
}

function dateLabel(unix_s, step) {
  const rest = ((unix_s % DAY) + DAY) % DAY;
  if (rest !== 0) return clockLabel(rest, step);
  const date = new Date(unix_s * 1000);
  const month = date.toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
  return step >= 300 * DAY ? `${month} ${date.getUTCFullYear()}` : `${date.getUTCDate()} ${month}`;
}

function clockLabel(rest, step) {
  const parts = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60)];
  if (step < 60) parts.push(rest % 60);
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

// Ticks of an axis of waits: they grow as people's patience does.
const WAITS = [0, 1, 10, 60, 600, 3600, 6 * 3600, DAY, 7 * DAY, 30 * DAY, 365 * DAY];

export function waitTicks(from, to, is_narrow) {
  const few = is_narrow ? [0, 10, 600, 3600, DAY, 30 * DAY] : WAITS;
  const seen = few.filter((wait) => wait >= from && wait <= to);
  if (seen.length >= 3) return seen;
  return timeTicks(from, to, is_narrow ? 3 : 6, 0);
}

export function waitLabel(wait) {
  return wait === 0 ? "0" : duration(wait);
}

// Where the axis of shares of a machine ends, given the greatest part drawn: a little above it, so that its line is
// whole.  What is entitled to more than the machine is drawn there, too; what has all of it needs no more than all.
export function topOfShares(most) {
  if (most > 1) return most * 1.05;
  return Math.min(1, Math.max(0.05, most) * 1.05);
}
