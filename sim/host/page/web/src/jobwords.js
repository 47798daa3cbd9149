// What a job asked for, where it ran and whom it stood behind, in words.
import { count, countOf } from "./format.js";

// "4 nodes with 8 GPUs each", "16 processors"; "" where the table does not say.
export function askedFor(gantt, job) {
  const { jobs } = gantt;
  const asked = jobs.asked?.[job] ?? -1;
  const gpus = jobs.gpus_per_node?.[job] ?? -1;
  const cores = jobs.cores_per_node?.[job] ?? -1;
  if (asked < 0) return "";
  // Only who never ran and named no nodes is counted in processors on a machine of nodes.
  const is_by_processor = gantt.lane === "processor" || (gpus < 0 && cores < 0 && jobs.start_s[job] < 0);
  if (is_by_processor) return countOf(asked, "processor");
  const each = asked === 1 ? "" : " each";
  const nodes = countOf(asked, "node");
  if (gpus > 0) return `${nodes} with ${countOf(gpus, "GPU")}${each}`;
  return cores > 0 ? `${nodes} with ${countOf(cores, "core")}${each}` : nodes;
}

// Where a job ran, numbered as in jobs.csv: "nodes 3-5 7"; of a pool its processors.
export function placeOf(gantt, rects) {
  if (rects.length === 0) return "";
  const numbers = new Set();
  for (const [lane, span] of rects) for (let at = lane; at < lane + span; at++) numbers.add(numberOf(gantt, at));
  const one = gantt.lane === "processor" ? "processor" : "node";
  return `${one}${numbers.size === 1 ? "" : "s"} ${intervals([...numbers].sort((a, b) => a - b))}`;
}

// The node, or the processor, of a lane.
function numberOf(gantt, lane) {
  const group = gantt.lane_groups?.find(({ first, count: lanes }) => lane >= first && lane < first + lanes);
  if (!group || gantt.lane === "processor") return lane;
  return (group.first_node ?? 0) + Math.floor((lane - group.first) / (group.per_node || 1));
}

// Ascending numbers as "3-5 7".
export function intervals(numbers) {
  const parts = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] + 1 === number) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(" ");
}

// Whom a job stood behind.  The program notes who was first in the way when the longest span of waiting began; without
// such a note all that is known is whose end freed the place.  Neither is a cause.
export function behind(reason, id, owner) {
  const who = `job ${id}${owner ? ` of ${owner}` : ""}`;
  const is_noted = reason !== "" && !reason.endsWith("when it was submitted") && !reason.endsWith("not given to it");
  return is_noted ? `, first behind ${who}` : `; it started where ${who} had just ended`;
}

export function unitsText(value) {
  return value < 0 ? "–" : count(value);
}
