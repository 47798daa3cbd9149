// Draws rectangles of jobs into pixels, exactly: a pixel gets from each rectangle as much colour as the rectangle
// covers of it, however small.  So 100,000 jobs on 1,000 lanes look as busy as they are, and nothing is left out.
// Rectangles never overlap (a lane runs one job at a time), so the parts add up to at most one.

// The rectangles of a gantt, sorted by start, and what is needed to find those of a window quickly.
export function sortRects(jobs, rects) {
  const count = rects.job.length;
  const order = sortedByStart(jobs.start_s, rects.job);
  const sorted = {
    count,
    start: new Float64Array(count),
    end: new Float64Array(count),
    lane: new Int32Array(count),
    span: new Int32Array(count),
    job: new Int32Array(count),
    latest_end: new Float64Array(count),
  };
  let latest = -Infinity;
  for (let i = 0; i < count; i++) {
    const from = order === null ? i : order[i];
    const job = rects.job[from];
    sorted.job[i] = job;
    sorted.start[i] = jobs.start_s[job];
    sorted.end[i] = jobs.end_s[job];
    sorted.lane[i] = rects.lane[from];
    sorted.span[i] = rects.span[from];
    latest = Math.max(latest, sorted.end[i]);
    sorted.latest_end[i] = latest;
  }
  return sorted;
}

// The order of rectangles by start, or null where they are in order already.
function sortedByStart(start_s, job) {
  let is_sorted = true;
  for (let i = 1; i < job.length && is_sorted; i++) is_sorted = start_s[job[i - 1]] <= start_s[job[i]];
  if (is_sorted) return null;
  return Uint32Array.from(job.keys()).sort((a, b) => start_s[job[a]] - start_s[job[b]] || a - b);
}

// The first index in a sorted array whose value is above (or, where asked, not below) a limit.
export function firstAbove(values, limit, is_equal_enough) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is_equal_enough ? values[middle] >= limit : values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

// The rectangles that may be seen between two instants: [first, last).
export function windowOf(sorted, from, to) {
  return [firstAbove(sorted.latest_end, from, false), firstAbove(sorted.start, to, true)];
}

// Where a rectangle of this many pixels ends when neighbours are kept apart by a hair.
function inset(low, high) {
  return high - low >= 4 ? high - 1 : high;
}

// Adds up colour per pixel.  view: {from, to, top, bottom, width, height} - instants and lanes, and whole pixels.
// colour_of: the number of its colour for each job; colours: red, green, blue 0..255 and a weight 0..1 for each.
// sums: red, green, blue and cover of each pixel.  Returns how many rectangles were looked at.
export function rasterise(sorted, view, colour_of, colours, sums) {
  const { from, to, top, bottom, width, height } = view;
  const { start, end, lane, span, job } = sorted;
  const per_s = width / (to - from);
  const per_lane = height / (bottom - top);
  const shades = Float64Array.from(colours.flat());
  const [first, last] = windowOf(sorted, from, to);
  sums.fill(0);
  for (let i = first; i < last; i++) {
    const x_from = (start[i] - from) * per_s;
    const x_to = (end[i] - from) * per_s;
    const y_from = (lane[i] - top) * per_lane;
    const y_to = y_from + span[i] * per_lane;
    if (x_to <= 0 || x_from >= width || y_to <= 0 || y_from >= height) continue;
    const left = x_from > 0 ? x_from : 0;
    const upper = y_from > 0 ? y_from : 0;
    const right = Math.min(width, inset(x_from, x_to));
    const lower = Math.min(height, inset(y_from, y_to));
    addRect(sums, width, left, right, upper, lower, shades, colour_of[job[i]] * 4);
  }
  return last - first;
}

// Adds one rectangle, given in fractions of pixels, row by row.  Numbers are passed one by one here and below:
// put into objects or arrays they take twice the time.
function addRect(sums, width, left, right, upper, lower, shades, shade) {
  const weight = shades[shade + 3];
  const y_last = Math.ceil(lower);
  for (let y = Math.floor(upper); y < y_last; y++) {
    const high = ((y + 1 < lower ? y + 1 : lower) - (y > upper ? y : upper)) * weight;
    addRow(
      sums,
      y * width,
      left,
      right,
      high * shades[shade],
      high * shades[shade + 1],
      high * shades[shade + 2],
      high,
    );
  }
}

// Adds a row of pixels: its ends in part, all between in full.  This is where the time goes.
function addRow(sums, row, left, right, red, green, blue, cover) {
  const x_first = Math.floor(left);
  const x_last = Math.floor(right);
  let at = (row + x_first) * 4;
  const head = (x_first === x_last ? right : x_first + 1) - left;
  sums[at] += red * head;
  sums[at + 1] += green * head;
  sums[at + 2] += blue * head;
  sums[at + 3] += cover * head;
  if (x_first === x_last) return;
  const end = (row + x_last) * 4;
  for (at += 4; at < end; at += 4) {
    sums[at] += red;
    sums[at + 1] += green;
    sums[at + 2] += blue;
    sums[at + 3] += cover;
  }
  const tail = right - x_last;
  if (tail <= 0) return;
  sums[at] += red * tail;
  sums[at + 1] += green * tail;
  sums[at + 2] += blue * tail;
  sums[at + 3] += cover * tail;
}

// Turns sums into the pixels of a picture: the mean colour of what covers a pixel, as opaque as the cover is.
export function toPixels(sums, pixels) {
  for (let at = 0; at < sums.length; at += 4) {
    const cover = sums[at + 3];
    if (cover <= 0) {
      pixels[at + 3] = 0;
      continue;
    }
    pixels[at] = sums[at] / cover;
    pixels[at + 1] = sums[at + 1] / cover;
    pixels[at + 2] = sums[at + 2] / cover;
    pixels[at + 3] = cover * 255;
  }
}

// The rectangle at an instant and a lane, or the nearest one within the given tolerances; -1 if none.
export function findRect(sorted, at, lane, tolerance_s, tolerance_lanes) {
  const [first, last] = windowOf(sorted, at - tolerance_s, at + tolerance_s);
  let best = -1;
  let best_distance = Infinity;
  for (let i = first; i < last; i++) {
    const lanes_off = Math.max(sorted.lane[i] - lane, lane - (sorted.lane[i] + sorted.span[i]), 0);
    if (lanes_off > tolerance_lanes) continue;
    const time_off = Math.max(sorted.start[i] - at, at - sorted.end[i], 0);
    if (time_off > tolerance_s) continue;
    const distance = time_off / (tolerance_s || 1) + lanes_off / (tolerance_lanes || 1);
    if (distance < best_distance) {
      best = i;
      best_distance = distance;
    }
  }
  return best;
}
