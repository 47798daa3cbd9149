// Draws the jobs of a gantt into uPlot's canvas, and the job that is looked at above it.
import { rasterise, toPixels } from "./raster.js";
import { rgb, theme } from "./theme.js";

// A painter keeps its buffers from one drawing to the next.
export function makePainter() {
  return { sums: new Float32Array(0), image: null, canvas: document.createElement("canvas") };
}

// Draws all rectangles that are in view.  look: {sorted, colour_of, colours}; range: lanes {top, bottom}.
export function paintJobs(u, painter, look, lanes) {
  const width = Math.max(1, Math.round(u.bbox.width));
  const height = Math.max(1, Math.round(u.bbox.height));
  if (painter.image === null || painter.image.width !== width || painter.image.height !== height) {
    painter.canvas.width = width;
    painter.canvas.height = height;
    painter.image = new ImageData(width, height);
    painter.sums = new Float32Array(width * height * 4);
  }
  const { min, max } = u.scales.x;
  rasterise(
    look.sorted,
    { from: min, to: max, top: lanes.top, bottom: lanes.bottom, width, height },
    look.colour_of,
    look.colours,
    painter.sums,
  );
  toPixels(painter.sums, painter.image.data);
  painter.canvas.getContext("2d").putImageData(painter.image, 0, 0);
  u.ctx.drawImage(painter.canvas, Math.round(u.bbox.left), Math.round(u.bbox.top));
}

// Lines between groups of nodes, and their names where there are several.
export function paintGroups(u, groups) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = theme().line;
  ctx.lineWidth = devicePixelRatio;
  if (groups.length > 1) for (const group of groups) nameGroup(u, group);
  for (const { first } of groups.filter((group) => group.first > 0)) {
    const y = Math.round(u.valToPos(first, "y", true)) + 0.5;
    if (y <= bbox.top || y >= bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

// The name of a group at its upper right, where there is room for it.
function nameGroup(u, { name, first, count }) {
  const { ctx, bbox } = u;
  const top = Math.max(bbox.top, u.valToPos(first, "y", true));
  const bottom = Math.min(bbox.top + bbox.height, u.valToPos(first + count, "y", true));
  const size = 11 * devicePixelRatio;
  if (bottom - top < size * 1.5) return;
  ctx.font = `600 ${size}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const right = bbox.left + bbox.width - size / 2;
  const wide = ctx.measureText(name).width;
  ctx.fillStyle = `${theme().ground}d9`;
  ctx.fillRect(right - wide - size / 3, top + size * 0.15, wide + size * 0.66, size * 1.3);
  ctx.fillStyle = theme().ink;
  ctx.fillText(name, right, top + size * 0.85);
}

// Colours with weights for rasterise(): those that are not emphasised are faint.
export function weighted(colours, emphasised) {
  return colours.map((colour, index) => [...rgb(colour), emphasised === null || emphasised === index ? 1 : 0.15]);
}

// The layer above a gantt: a canvas over the plot, redrawn alone when the job that is looked at changes.
export function makeOverlay(u) {
  const canvas = document.createElement("canvas");
  canvas.className = "overlay";
  canvas.setAttribute("aria-hidden", "true");
  u.over.prepend(canvas);
  return canvas;
}

// Marks a job, the span it waited, and its blocker.  rects_of: indices of the rectangles of a job.
export function paintOverlay(u, canvas, look, job, rects_of) {
  const ratio = devicePixelRatio;
  const width = u.over.clientWidth;
  const height = u.over.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  if (job < 0) return;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  const blocker = look.jobs.blocker?.[job] ?? -1;
  if (blocker >= 0) for (const rect of rects_of(blocker)) outline(ctx, boxOf(u, look.sorted, rect), [5, 3]);
  const boxes = rects_of(job).map((rect) => boxOf(u, look.sorted, rect));
  if (boxes.length > 0) waitLine(ctx, u, look.jobs.submit_s[job], boxes[0]);
  for (const box of boxes) outline(ctx, box, []);
}

function boxOf(u, sorted, rect) {
  const left = u.valToPos(sorted.start[rect], "x");
  const right = u.valToPos(sorted.end[rect], "x");
  const top = u.valToPos(sorted.lane[rect], "y");
  const bottom = u.valToPos(sorted.lane[rect] + sorted.span[rect], "y");
  return { left, top, width: Math.max(3, right - left), height: Math.max(1, bottom - top) };
}

// Two strokes, so that the mark is seen on any colour; what is too thin for that is filled.
function outline(ctx, { left, top, width, height }, dash) {
  const { ink, ground } = theme();
  if (height < 6) {
    ctx.fillStyle = ink;
    ctx.globalAlpha = dash.length > 0 ? 0.5 : 1;
    ctx.fillRect(left, top, width, Math.max(1, height - 1));
    ctx.globalAlpha = 1;
    return;
  }
  ctx.setLineDash([]);
  ctx.lineWidth = 4;
  ctx.strokeStyle = ground;
  ctx.strokeRect(left, top, width, height);
  ctx.setLineDash(dash);
  ctx.lineWidth = 2;
  ctx.strokeStyle = ink;
  ctx.strokeRect(left, top, width, height);
}

function waitLine(ctx, u, submit_s, { left, top, height }) {
  const from = u.valToPos(submit_s, "x");
  if (left - from < 2) return;
  const y = top + height / 2;
  ctx.setLineDash([2, 2]);
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme().ink;
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(left, y);
  ctx.moveTo(from, y - 4);
  ctx.lineTo(from, y + 4);
  ctx.stroke();
}
