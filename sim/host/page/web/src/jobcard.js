// One job in words: what it was, how long it waited, why and for whom.
import { el } from "./dom.js";
import { duration, instant } from "./format.js";
import { askedFor, behind, placeOf } from "./jobwords.js";
import { unixStart } from "./model.js";
import { reasonInWords } from "./reasons.js";

const nameAt = (list, index) => (index >= 0 ? (list?.[index] ?? "") : "");

// One sentence on why a job waited.
export function whyItWaited(gantt, job) {
  const { jobs } = gantt;
  const wait = jobs.start_s[job] - jobs.submit_s[job];
  if (jobs.start_s[job] < 0) return `It never ran${reasonOf(gantt, job, ": ")}.`;
  if (wait <= 0) return "It started when it was submitted.";
  const blocker = jobs.blocker?.[job] ?? -1;
  const reason = nameAt(gantt.reasons, jobs.reason?.[job] ?? -1);
  const whom = blocker >= 0 ? behind(reason, jobs.id[blocker], nameAt(gantt.users, jobs.user[blocker])) : "";
  return `It waited ${duration(wait)}${reasonOf(gantt, job, ": ")}${whom}.`;
}

function reasonOf(gantt, job, before) {
  const reason = nameAt(gantt.reasons, gantt.jobs.reason?.[job] ?? -1);
  return reason ? before + reasonInWords(reason) : "";
}

// A short text for the screen reader and the line below the chart.
export function jobInShort(gantt, job) {
  const { jobs } = gantt;
  const parts = [
    `Job ${jobs.id[job]}`,
    nameAt(gantt.users, jobs.user[job]),
    nameAt(gantt.communities, jobs.community[job]),
  ];
  const length = jobs.start_s[job] >= 0 ? `for ${duration(jobs.end_s[job] - jobs.start_s[job])}` : "";
  const what = [askedFor(gantt, job), length].filter(Boolean).join(" ");
  return `${parts.filter(Boolean).join(", ")}${what ? `: ${what}` : ""}. ${whyItWaited(gantt, job)}`;
}

function blockerButton(jobs, job, go) {
  const blocker = jobs.blocker?.[job] ?? -1;
  if (blocker < 0) return "";
  return el("button", { type: "button", class: "small", onclick: () => go(blocker) }, `Go to job ${jobs.id[blocker]}`);
}

// All that is known of a job.  rects: [lane, span] of each stretch of lanes; go(job) looks at another job.
export function jobCard(gantt, job, rects, go) {
  const { jobs } = gantt;
  const has_run = jobs.start_s[job] >= 0;
  const facts = [
    ["user", nameAt(gantt.users, jobs.user[job])],
    ["account", nameAt(gantt.accounts, jobs.account[job])],
    ["community", nameAt(gantt.communities, jobs.community[job])],
    ["kind", nameAt(gantt.kinds, jobs.kind[job])],
    ["asked for", askedFor(gantt, job)],
    ["submitted", instant(jobs.submit_s[job], unixStart())],
    ["waited", has_run ? duration(jobs.start_s[job] - jobs.submit_s[job]) : "–"],
    ["started", instant(jobs.start_s[job], unixStart())],
    ["ended", has_run ? instant(jobs.end_s[job], unixStart()) : "–"],
    ["ran for", has_run ? duration(jobs.end_s[job] - jobs.start_s[job]) : "–"],
    ["outcome", nameAt(gantt.outcomes, jobs.outcome[job])],
    ["ran on", placeOf(gantt, rects)],
  ].filter(([, value]) => value !== "");
  return [
    el("h4", {}, `Job ${jobs.id[job]}`),
    el("p", { class: "why" }, whyItWaited(gantt, job), blockerButton(jobs, job, go)),
    el(
      "dl",
      { class: "facts" },
      facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
    has_run && jobs.start_s[job] > jobs.submit_s[job]
      ? el("p", { class: "hint" }, "All its spans of waiting, and who was in the way: ", el("code", {}, "aifsim explain"), ".")
      : "",
  ];
}
