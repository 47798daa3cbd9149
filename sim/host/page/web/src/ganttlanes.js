// Which rows of the gantts are seen: the same in both, since both are of one machine.

// The charts: {u, lanes}.
const charts = new Set();
let seen = null;

export function joinLanes(u, lanes) {
  charts.add({ u, lanes });
}

export function leaveLanes() {
  charts.clear();
  seen = null;
}

function mostLanes() {
  return Math.max(1, ...[...charts].map((chart) => chart.lanes));
}

// First lane and the one behind the last, for a machine of so many lanes.
export function laneRange(lanes) {
  return seen ?? [0, lanes];
}

export function showLanes(top, bottom) {
  const most = mostLanes();
  const first = Math.max(0, Math.floor(Math.min(top, bottom)));
  const last = Math.min(most, Math.max(first + 1, Math.ceil(Math.max(top, bottom))));
  seen = first === 0 && last === most ? null : [first, last];
  redraw();
}

export function showAllLanes() {
  seen = null;
  redraw();
}

export function zoomLanes(factor) {
  const [top, bottom] = laneRange(mostLanes());
  const middle = (top + bottom) / 2;
  const half = Math.max(2, ((bottom - top) / 2) * factor);
  showLanes(middle - half, middle + half);
}

export function panLanes(fraction) {
  const most = mostLanes();
  const [top, bottom] = laneRange(most);
  const by = Math.max(-top, Math.min(most - bottom, Math.round((bottom - top) * fraction)));
  if (by !== 0) showLanes(top + by, bottom + by);
}

// Brings a lane into view without changing how many are seen.
export function bringLane(lane) {
  const [top, bottom] = laneRange(mostLanes());
  if (lane >= top && lane < bottom) return;
  const first = Math.max(0, Math.min(mostLanes() - (bottom - top), lane - Math.floor((bottom - top) / 2)));
  showLanes(first, first + bottom - top);
}

function redraw() {
  for (const { u, lanes } of charts) {
    const [min, max] = laneRange(lanes);
    u.batch(() => u.setScale("y", { min, max }));
  }
}
