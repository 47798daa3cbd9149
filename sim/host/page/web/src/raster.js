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
// rgb_of: three numbers 0..255 a colour and its weight 0..1; colour_of: index of a colour for each job.
export function rasterise(sorted, view, colour_of, colours, sums) {
  const { from, to, top, bottom, width, height } = view;
  const per_s = width / (to - from);
  const per_lane = height / (bottom - top);
  const [first, last] = windowOf(sorted, from, to);
  sums.fill(0);
  for (let i = first; i < last; i++) {
    if (sorted.end[i] <= from) continue;
    const lane = sorted.lane[i];
    if (lane >= bottom || lane + sorted.span[i] <= top) continue;
    const left = Math.max(0, (sorted.start[i] - from) * per_s);
    const right = Math.min(width, inset((sorted.start[i] - from) * per_s, (sorted.end[i] - from) * per_s));
    const upper = Math.max(0, (lane - top) * per_lane);
    const lower = Math.min(height, inset((lane - top) * per_lane, (lane + sorted.span[i] - top) * per_lane));
    addRect(sums, width, left, right, upper, lower, colours[colour_of[sorted.job[i]]]);
  }
  return last - first;
}

// Adds one rectangle, given in fractions of pixels, to the sums of red, green, blue and cover.
function addRect(sums, width, left, right, upper, lower, colour) {
  const x_first = Math.floor(left);
  const x_last = Math.ceil(right);
  const y_last = Math.ceil(lower);
  const [red, green, blue, weight] = colour;
  for (let y = Math.floor(upper); y < y_last; y++) {
    const high = (Math.min(y + 1, lower) - Math.max(y, upper)) * weight;
    let at = (y * width + x_first) * 4;
    for (let x = x_first; x < x_last; x++) {
      const part = high * (Math.min(x + 1, right) - Math.max(x, left));
      sums[at] += part * red;
      sums[at + 1] += part * green;
      sums[at + 2] += part * blue;
      sums[at + 3] += part;
      at += 4;
    }
  }
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
