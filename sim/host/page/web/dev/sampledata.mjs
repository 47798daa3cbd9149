// Invented data that look like those of the program: a machine of 308 nodes with 4 GPUs, three communities, jobs
// placed by a simple scheduler that differs from policy to policy.  The same data for the same arguments.
import { pack } from "./pack.mjs";

const NODES = 308;
const PER_NODE = 4;
const LANES = NODES * PER_NODE;
const BIN_S = 3600;
const POLICIES = ["fcfs/none", "fcfs/easy", "f1/easy", "wfp3/easy", "fcfs/conservative"];
const COMMUNITIES = ["startup", "research", "industry"];
const SHARES = [0.2, 0.5, 0.3];
const KINDS = ["", "training", "inference", "fine-tuning", "data"];
const OUTCOMES = ["finished", "failed", "timed out"];
const REASONS = [
  "not enough free GPUs when it was submitted",
  "behind jobs of higher priority",
  "the limit of its user",
];

// Numbers between 0 and 1, the same on every machine.
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function makeJobs(count) {
  const random = makeRandom(7);
  const span_s = count * 55;
  const jobs = [];
  for (let id = 1; id <= count; id++) {
    const community = random() < 0.25 ? 0 : random() < 0.6 ? 1 : 2;
    const units = Math.min(LANES, [1, 2, 4, 4, 8, 16, 32, 64, 128][Math.floor(random() ** 1.6 * 9)]);
    jobs.push({
      id,
      submit_s: Math.floor((id / count) * span_s + random() * 3000 + Math.sin((id / count) * 40) * 4000 + 4000),
      runtime_s: Math.ceil(20 * 900 ** random()),
      units,
      community,
      user: community * 8 + Math.floor(random() ** 2 * 8),
      kind: Math.floor(random() * 5),
      outcome: random() < 0.9 ? 0 : random() < 0.6 ? 1 : 2,
    });
  }
  return jobs.sort((a, b) => a.submit_s - b.submit_s || a.id - b.id);
}

// Starts jobs in order; policies but the first also look ahead past a job that does not fit.
function schedule(jobs, policy) {
  const busy = new Uint8Array(LANES);
  const running = [];
  const waiting = [];
  const result = {
    start: new Array(jobs.length).fill(-1),
    reason: new Array(jobs.length).fill(-1),
    blocker: new Array(jobs.length).fill(-1),
    rects: [],
  };
  let free = LANES;
  let next = 0;
  let now = 0;
  const begin = (index) => {
    const job = jobs[index];
    result.start[index] = now;
    free -= job.units;
    const lanes = takeLanes(busy, job.units);
    for (const [lane, span] of lanes) result.rects.push([index, lane, span]);
    running.push({ end: now + job.runtime_s, index, lanes });
  };
  const pass = () => {
    if (policy > 1)
      waiting.sort((a, b) => jobs[a].units * jobs[a].runtime_s - jobs[b].units * jobs[b].runtime_s || a - b);
    let at = 0;
    for (let looked = 0; at < waiting.length && looked < (policy === 0 ? 1 : 60); looked++) {
      const index = waiting[at];
      if (jobs[index].units <= free) {
        waiting.splice(at, 1);
        begin(index);
        if (policy === 0) looked--;
      } else {
        if (result.reason[index] < 0) {
          result.reason[index] = at === 0 ? 0 : 1;
          result.blocker[index] = at === 0 ? longest(running) : waiting[0];
        }
        at++;
      }
    }
  };
  while (next < jobs.length || running.length > 0) {
    const submit = next < jobs.length ? jobs[next].submit_s : Infinity;
    const end = running.reduce((least, one) => Math.min(least, one.end), Infinity);
    now = Math.min(submit, end);
    for (let i = running.length - 1; i >= 0; i--) {
      if (running[i].end !== now) continue;
      for (const [lane, span] of running[i].lanes) busy.fill(0, lane, lane + span);
      free += jobs[running[i].index].units;
      running.splice(i, 1);
    }
    while (next < jobs.length && jobs[next].submit_s === now) waiting.push(next++);
    pass();
  }
  return result;
}

function longest(running) {
  return running.reduce((best, one) => (best === null || one.end > best.end ? one : best), null)?.index ?? -1;
}

// The lowest free lanes, as stretches.
function takeLanes(busy, units) {
  const lanes = [];
  for (let lane = 0, left = units; left > 0; lane++) {
    if (busy[lane]) continue;
    busy[lane] = 1;
    left--;
    const last = lanes.at(-1);
    if (last && last[0] + last[1] === lane) last[1]++;
    else lanes.push([lane, 1]);
  }
  return lanes;
}

function gantt(cell, jobs, plan) {
  const column = (of) => pack(jobs.map(of));
  return {
    cell,
    lane: "GPU",
    lanes: LANES,
    lane_groups: [
      { name: "gpu-a", first: 0, count: 800, per_node: PER_NODE },
      { name: "gpu-b", first: 800, count: LANES - 800, per_node: PER_NODE },
    ],
    users: Array.from({ length: 24 }, (unused, user) => `user${user + 1}`),
    accounts: COMMUNITIES.map((name) => `${name}-a`),
    communities: COMMUNITIES,
    kinds: KINDS,
    outcomes: OUTCOMES,
    reasons: REASONS,
    jobs: {
      id: column((job) => job.id),
      submit_s: column((job) => job.submit_s),
      start_s: pack(plan.start),
      end_s: column((job, index) => plan.start[index] + job.runtime_s),
      units: column((job) => job.units),
      user: column((job) => job.user),
      account: column((job) => job.community),
      community: column((job) => job.community),
      kind: column((job) => job.kind),
      outcome: column((job) => job.outcome),
      reason: pack(plan.reason),
      blocker: pack(plan.blocker),
    },
    rects: {
      job: pack(plan.rects.map(([job]) => job)),
      lane: pack(plan.rects.map(([, lane]) => lane)),
      span: pack(plan.rects.map(([, , span]) => span)),
    },
  };
}

function series(cell, jobs, plan) {
  const last = jobs.reduce((most, job, index) => Math.max(most, plan.start[index] + job.runtime_s), 0);
  let bin_s = BIN_S;
  while (last / bin_s > 300) bin_s *= 2;
  const count = Math.ceil(last / bin_s);
  const groups = [["all", "all", () => true, null]]
    .concat(COMMUNITIES.map((name, index) => ["community", name, (job) => job.community === index, SHARES[index]]))
    .concat(
      COMMUNITIES.map((name, index) => ["account", `${name}-a`, (job) => job.community === index, SHARES[index]]),
    );
  return {
    cell,
    from_s: 0,
    bin_s,
    count,
    groups: groups.map(([kind, name, holds, share]) => {
      const group = {
        kind,
        name,
        capacity: new Array(count).fill(bin_s * LANES),
        busy: new Array(count).fill(0),
        entitled: share === null ? null : new Array(count).fill(Math.floor(share * bin_s * LANES)),
        waiting_jobs: new Array(count).fill(0),
        waiting_units: new Array(count).fill(0),
      };
      jobs.forEach((job, index) => holds(job) && addJob(group, job, plan.start[index], bin_s));
      return group;
    }),
  };
}

function addJob(group, job, start_s, bin_s) {
  const end_s = start_s + job.runtime_s;
  for (let bin = Math.floor(start_s / bin_s); bin * bin_s < end_s; bin++)
    group.busy[bin] += job.units * (Math.min(end_s, (bin + 1) * bin_s) - Math.max(start_s, bin * bin_s));
  for (let bin = Math.ceil(job.submit_s / bin_s); bin * bin_s < start_s; bin++) {
    group.waiting_jobs[bin]++;
    group.waiting_units[bin] += job.units;
  }
}

function waits(cell, jobs, plan) {
  const grid = [0, 1, 2, 3, 4, 5, 6, 8];
  for (let decade = 10; decade < 1e8; decade *= 10)
    grid.push(...[10, 12, 15, 20, 25, 30, 40, 50, 60, 80].map((part) => (part * decade) / 10));
  const of = (community, holds) => {
    const list = jobs
      .flatMap((job, index) => (holds(job) ? [plan.start[index] - job.submit_s] : []))
      .sort((a, b) => a - b);
    const ends = grid.slice(0, grid.findIndex((wait) => wait >= list.at(-1)) + 1);
    let at = 0;
    return {
      cell,
      community,
      wait_s: ends,
      jobs: ends.map((wait) => {
        while (at < list.length && list[at] <= wait) at++;
        return at;
      }),
    };
  };
  return [of("all", () => true), ...COMMUNITIES.map((name, index) => of(name, (job) => job.community === index))];
}

const METRICS = [
  {
    name: "wait_mean_s",
    label: "mean wait",
    unit: "s",
    is_more_better: false,
    what: "Start minus submit, mean over the jobs that ran.",
  },
  {
    name: "wait_p95_s",
    label: "95th percentile of wait",
    unit: "s",
    is_more_better: false,
    what: "95 of 100 jobs waited no longer.",
  },
  {
    name: "bsld10_mean",
    label: "mean bounded slowdown",
    unit: "",
    is_more_better: false,
    what: "Turnaround by run time, where runs below 10 s count as 10 s.",
  },
  {
    name: "utilisation_submit",
    label: "utilisation",
    unit: "",
    is_more_better: true,
    what: "Busy unit-seconds by capacity, from first to last submit.",
  },
  { name: "rejected", label: "rejected jobs", unit: "jobs", is_more_better: false, what: "Jobs that can never run." },
];

function comparison(community, policies) {
  const random = makeRandom(community.length + 11);
  const value = (scale, share) => {
    const mean = scale * share;
    return { mean, low: mean * 0.8, high: mean * (1.15 + random() * 0.1), n: 5 };
  };
  const rows = policies.map((unused, policy) => {
    const share = policy === 0 ? 1 : 0.35 + random() * 0.4;
    const values = [
      value(9880, share),
      value(29490, share),
      value(229, share),
      value(0.64, 1 + policy / 40),
      { mean: 0, low: 0, high: 0, n: 5 },
    ];
    for (const one of values) {
      const size = Math.abs(one.mean) * 0.3;
      one.diff = policy === 0 ? null : { mean: -size, low: -size * 1.6, high: size * (policy % 2 ? -0.2 : 0.3), n: 5 };
    }
    return { policy, site: 0, values };
  });
  const sentences = policies
    .slice(1)
    .map(
      (name, index) =>
        `Under ${name} the mean wait is ${index % 2 ? "not shown to differ from that" : "shorter than that"} under ${policies[0]} (95 % interval of the difference over 5 seeds).`,
    );
  return { site: 0, trace: 0, community, baseline: 0, rows, sentences: sentences.slice(0, 2) };
}

// All of it.
export function sampleData(job_count, policy_count) {
  const policies = POLICIES.slice(0, policy_count);
  const jobs = makeJobs(job_count);
  const plans = policies.map((unused, policy) => schedule(jobs, policy));
  return {
    format: "aifsim-report/1",
    aifsim: "0.1.0",
    experiment: {
      name: "sample",
      description: "Invented jobs of three communities on a machine like Mimer, to try the page with.",
      yaml:
        "name: sample\nsites: [mimer]\npolicies:\n" +
        policies.map((name) => `  - ${name}\n`).join("") +
        "seeds: 1..5\n",
    },
    inputs: [
      { path: "configs/sites/mimer.yaml", sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
    ],
    crate: true,
    sites: [
      {
        name: "mimer",
        base: "mimer",
        description: "GPU nodes of an AI factory",
        unit: "GPU",
        units: LANES,
        nodes: NODES,
      },
    ],
    traces: [{ name: "three-communities", unix_start_s: null }],
    policies,
    communities: ["all", ...COMMUNITIES],
    cells: policies.flatMap((unused, policy) => [1, 2, 3, 4, 5].map((seed) => ({ site: 0, trace: 0, policy, seed }))),
    metrics: METRICS,
    comparisons: ["all", ...COMMUNITIES].map((community) => comparison(community, policies)),
    access: {
      columns: ["mode", "applied", "granted", "granted_unit_h"],
      rows: [
        ["development", "12", "9", "45000"],
        ["fast lane", "30", "22", "1100000"],
      ],
    },
    series: plans.map((plan, policy) => series(policy * 5, jobs, plan)),
    waits: plans.flatMap((plan, policy) => waits(policy * 5, jobs, plan)),
    gantts: plans.map((plan, policy) => gantt(policy * 5, jobs, plan)),
    left_out: ["the jobs of 12 of 15 cells are not in jobs.csv: outputs.jobs is auto"],
  };
}
