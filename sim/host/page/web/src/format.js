// Numbers and times as people read them.

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const UNITS = [
  [DAY, "d"],
  [HOUR, "h"],
  [MINUTE, "min"],
  [1, "s"],
];

// A duration in at most two units: 45 s, 2 min 30 s, 3 h, 1 d 4 h.
export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size < 10 && !Number.isInteger(size)) return `${sign}${size.toFixed(1)} s`;
  const index = UNITS.findIndex(([unit_s]) => size >= unit_s);
  if (index < 0) return "0 s";
  if (index === UNITS.length - 1) return `${sign}${Math.round(size)} s`;
  const [unit_s, unit] = UNITS[index];
  const [less_s, less] = UNITS[index + 1];
  const parts = Math.round(size / less_s);
  const per = unit_s / less_s;
  const whole = Math.floor(parts / per);
  const rest = parts % per;
  // Rounding may have filled the larger unit: 59 min 59.9 s is 1 h.
  if (index > 0 && whole * unit_s >= UNITS[index - 1][0]) return `${sign}1 ${UNITS[index - 1][1]}`;
  return rest === 0 ? `${sign}${whole} ${unit}` : `${sign}${whole} ${unit} ${rest} ${less}`;
}

// A figure with three significant digits, thousands grouped by a thin space.
export function figure(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.0005) return value.toExponential(1).replace("-", "−");
  const decimals = size >= 100 || size === 0 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return grouped(value.toFixed(decimals)).replace("-", "−");
}

// A whole number, thousands grouped.
export function count(value) {
  return value === null || value === undefined ? "–" : grouped(String(Math.round(value))).replace("-", "−");
}

// A number of things, the name in the singular: 1 job, 2 jobs.
export function countOf(value, name) {
  return `${count(value)} ${name}${value === 1 ? "" : "s"}`;
}

// A fraction as per cent.
export function percent(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const scaled = value * 100;
  return `${scaled.toFixed(Math.abs(scaled) >= 99.95 || scaled === 0 ? 0 : 1).replace("-", "−")} %`;
}

function grouped(text) {
  const [whole, part] = text.split(".");
  const split = whole.replace(/\B(?=(\d{3})+$)/g, " ");
  return part === undefined ? split : `${split}.${part}`;
}

// A value of a metric in its unit, and the difference of two with its sign.
export function metricValue(metric, value) {
  if (value === null || value === undefined) return "–";
  if (metric.unit === "s") return duration(value);
  if (isShare(metric)) return percent(value);
  return figure(value);
}

export function metricDifference(metric, value) {
  if (value === null || value === undefined) return "–";
  const sign = value > 0 ? "+" : "";
  if (isShare(metric)) return `${sign}${percent(value).replace(" %", " points")}`;
  return sign + metricValue(metric, value);
}

// Fractions of a whole are shown as per cent, whatever the unit is called.
function isShare(metric) {
  return (
    ["share", "fraction", "%"].includes(metric.unit) || (!metric.unit && /utilisation|share|lost_/.test(metric.name))
  );
}

// An instant: from the start of the trace, or a date (UTC) where the origin of its clock is known.
export function instant(seconds, unix_start_s) {
  if (seconds === null || seconds === undefined || seconds < 0) return "–";
  if (unix_start_s !== null && unix_start_s !== undefined)
    return new Date((unix_start_s + seconds) * 1000).toISOString().slice(0, 16).replace("T", " ");
  const day = Math.floor(seconds / DAY);
  const clock = [
    Math.floor((seconds % DAY) / HOUR),
    Math.floor((seconds % HOUR) / MINUTE),
    Math.floor(seconds % MINUTE),
  ]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return `day ${day + 1}, ${clock}`;
}
