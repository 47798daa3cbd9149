// Why jobs waited, summed up: which reason kept how many jobs for how much of all waiting.
import { details, table } from "./dom.js";
import { count, duration, percent } from "./format.js";

// What Slurm's words mean.
const WORDS = {
  Priority: "a job before it in the queue waited for resources",
  Resources: "not enough was free",
  Dependency: "a job that it depends on had not ended",
  DependencyNeverSatisfied: "the job that it depends on did not end as it must",
  JobHeldUser: "its user held it back",
  BeginTime: "it was not to start before a time that its user chose",
  JobArrayTaskLimit: "as many tasks of its array ran as its user allows at once",
  Reservation: "the reservation that it asked for had not begun or was full",
  ReservationDeleted: "the reservation that it asked for is gone",
  "ReqNodeNotAvail, Reserved for maintenance": "nodes that it needs were kept free for maintenance",
  "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions":
    "nodes that it needs were down, drained or kept for jobs of other partitions",
  PartitionDown: "its partition started no jobs",
  AssocOrQOSLimit: "a limit of its account or QOS was reached",
};

// A reason for people to read, with Slurm's word for those who look it up; others are as they are.
export function reasonInWords(name) {
  return Object.hasOwn(WORDS, name) ? `${WORDS[name]} (${name})` : name;
}

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
      reasonInWords(name),
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
