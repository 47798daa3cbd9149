// Why jobs waited, summed up: which reason kept how many jobs for how much of all waiting.
import { details, table } from "./dom.js";
import { count, duration, percent } from "./format.js";

// For each reason of a gantt: {name, jobs, wait_s}, most waiting first; jobs without a reason are "no reason kept".
export function sumReasons(gantt) {
  const { jobs, reasons } = gantt;
  const sums = new Map();
  for (let job = 0; job < jobs.start_s.length; job++) {
    const wait_s = jobs.start_s[job] - jobs.submit_s[job];
    if (jobs.start_s[job] < 0 || wait_s <= 0) continue;
    const reason = jobs.reason?.[job] ?? -1;
    const sum = sums.get(reason) ?? { name: reasons?.[reason] || "no reason kept", jobs: 0, wait_s: 0 };
    sum.jobs++;
    sum.wait_s += wait_s;
    sums.set(reason, sum);
  }
  return [...sums.values()].sort((a, b) => b.wait_s - a.wait_s || (a.name < b.name ? -1 : 1));
}

export function reasonsTable(gantt) {
  return details("Why jobs waited", () => {
    const sums = sumReasons(gantt);
    const all_s = sums.reduce((sum, one) => sum + one.wait_s, 0);
    const rows = sums.map(({ name, jobs, wait_s }) => [
      name,
      count(jobs),
      duration(wait_s / jobs),
      percent(wait_s / all_s),
    ]);
    return table(
      "Jobs that waited, by the reason when they first could not start",
      ["reason", "jobs", "mean wait", "of all waiting"],
      rows,
    );
  });
}
