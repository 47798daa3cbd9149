// What the reader has chosen, and the parts of the data that belong to it.

export const state = {
  data: null,
  cases: [],
  chosen_case: 0,
  a: 0,
  b: -1,
  community: "all",
  colour: "", // what the data tell apart, until the reader chooses
  groups: "community",
  queue: "waiting_jobs",
  by: "community",
};

const listeners = [];

// Calls back with the name of what changed.
export function onChange(listener) {
  listeners.push(listener);
}

export function choose(name, value) {
  state[name] = value;
  for (const listener of listeners) listener(name);
}

// Takes the data in and chooses what is shown first: the first case, the baseline and the policy after it.
export function openData(data) {
  state.data = data;
  state.cases = casesOf(data);
  const policies = policiesOfCase(0);
  state.a = policies[0] ?? 0;
  state.b = policies[1] ?? -1;
}

// Pairs of a site and a trace that were run, in order of the cells.
function casesOf(data) {
  const seen = new Map();
  for (const { site, trace } of data.cells) seen.set(`${site}/${trace}`, { site, trace });
  return [...seen.values()];
}

export function currentCase() {
  return state.cases[state.chosen_case] ?? { site: 0, trace: 0 };
}

export function caseName({ site, trace }) {
  const { sites, traces } = state.data;
  return traces.length > 1 ? `${sites[site].name} · ${traces[trace].name}` : sites[site].name;
}

// The policies that were run in a case, in order of the experiment.
export function policiesOfCase(index) {
  const { site, trace } = state.cases[index] ?? {};
  const cells = state.data.cells.filter((cell) => cell.site === site && cell.trace === trace);
  return [...new Set(cells.map((cell) => cell.policy))].sort((a, b) => a - b);
}

// The panels that stand side by side: number, letter, policy.
export function panels() {
  const shown = [{ number: 0, letter: "A", policy: state.a }];
  if (state.b >= 0) shown.push({ number: 1, letter: "B", policy: state.b });
  return shown;
}

// Of a list of things with a cell number, the first of a policy in the chosen case.
function firstOf(list, policy, matches = () => true) {
  const { site, trace } = currentCase();
  return (
    list.find((entry) => {
      const cell = state.data.cells[entry.cell];
      return cell && cell.site === site && cell.trace === trace && cell.policy === policy && matches(entry);
    }) ?? null
  );
}

export function seriesOf(policy) {
  return firstOf(state.data.series, policy);
}

export function ganttOf(policy) {
  return firstOf(state.data.gantts, policy);
}

export function waitsOf(policy, community) {
  return firstOf(state.data.waits, policy, (entry) => entry.community === community);
}

// Communities that have waits in a policy's cell, "all" first.
export function waitGroups(policy) {
  return communitiesOfCase().filter((name) => waitsOf(policy, name) !== null);
}

export function communitiesOfCase() {
  const names = state.data.communities.length > 0 ? state.data.communities : ["all"];
  return ["all", ...names.filter((name) => name !== "all")];
}

// The comparisons of the chosen case.  One of sites names the site that its variants are made from.
export function comparisonsOf(community) {
  const { site, trace } = currentCase();
  const holds = (one) => one.site === site || (one.by === "site" && one.rows.some((row) => row.site === site));
  return state.data.comparisons.filter((one) => one.trace === trace && one.community === community && holds(one));
}

export function seedOf(entry) {
  return state.data.cells[entry.cell].seed;
}

export function policyName(policy) {
  return state.data.policies[policy] ?? "?";
}

export function unixStart() {
  return state.data.traces[currentCase().trace]?.unix_start_s ?? null;
}

export function siteNow() {
  return state.data.sites[currentCase().site];
}
