// What tests and curious readers find under window.aifsimReport.
import { chartAt, chartIds, drawAll, flush, setRange, showRange } from "./charts.js";

const VERSION = "1";

// Offered when all that is visible has been drawn.
export function offerHooks(data) {
  for (const id of chartIds()) flush(chartAt(id));
  globalThis.aifsimReport = {
    version: VERSION,
    data,
    ready_ms: performance.now(),
    get charts() {
      drawAll();
      return Object.fromEntries(chartIds().map((id) => [id, { xs: chartAt(id).xs, series: chartAt(id).series }]));
    },
    zoom,
  };
}

// Shows a part of x in a chart and in those linked with it; the milliseconds until all of it that is in view, and
// the chart itself, has been drawn.
function zoom(id, from, to) {
  let chart = chartAt(id);
  if (chart === null) {
    drawAll();
    chart = chartAt(id);
  }
  if (chart === null) throw new Error(`there is no chart ${id}; there are ${chartIds().join(", ")}`);
  const start = performance.now();
  setRange(chart.group, from, to);
  showRange(chart);
  for (const other of chartIds()) flush(chartAt(other));
  return performance.now() - start;
}
