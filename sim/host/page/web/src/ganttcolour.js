// Which jobs have which colour in the gantts.
import { ganttOf, panels, state } from "./model.js";
import { theme } from "./theme.js";

// For each choice: the list of names in the data, and the column that points into it.
const COLUMNS = {
  community: ["communities", "community"],
  account: ["accounts", "account"],
  user: ["users", "user"],
  kind: ["kinds", "kind"],
};
const MOST = 6;

// Until the reader chooses: communities, or where there are not two of them users, else accounts.
export function defaultColour(gantts) {
  const has_two = (list) => gantts.some((gantt) => gantt[list].filter(Boolean).length > 1);
  return ["community", "user", "account"].find((name) => has_two(COLUMNS[name][0])) ?? "community";
}

export function chooseColour() {
  if (state.colour !== "") return;
  state.colour = defaultColour(
    panels()
      .map(({ policy }) => ganttOf(policy))
      .filter(Boolean),
  );
}

// The names that get a colour of their own, the same in all gantts, and whether there are jobs of others.
export function coloured(gantts) {
  const used = unitSeconds(gantts);
  const has_others_in = (names) => [...used.keys()].some((name) => !names.includes(name));
  const names = orderOf(
    [...used.keys()].filter((name) => name !== ""),
    used,
  ).slice(0, MOST);
  return { names, has_others: has_others_in(names) };
}

// Communities are in their usual order, as in the other charts; users and kinds by what they use.
function orderOf(names, used) {
  if (state.colour === "community") return state.data.communities.filter((name) => names.includes(name));
  return names.sort((a, b) => used.get(b) - used.get(a) || (a < b ? -1 : 1));
}

function unitSeconds(gantts) {
  const [list, column] = COLUMNS[state.colour];
  const used = new Map();
  for (const gantt of gantts) {
    const { jobs } = gantt;
    const sums = new Float64Array(gantt[list].length + 1);
    for (let job = 0; job < jobs.id.length; job++)
      if (jobs.start_s[job] >= 0)
        sums[jobs[column][job] + 1] += jobs.units[job] * (jobs.end_s[job] - jobs.start_s[job]) + 1;
    sums.forEach((sum, index) => {
      const name = index === 0 ? "" : gantt[list][index - 1];
      if (sum > 0) used.set(name, (used.get(name) ?? 0) + sum);
    });
  }
  return used;
}

// The number of its colour for each job of a gantt; name_count is that of all others.
export function colouring(gantt) {
  const { names } = coloured(
    panels()
      .map(({ policy }) => ganttOf(policy))
      .filter(Boolean),
  );
  const [list, column] = COLUMNS[state.colour];
  const of_index = gantt[list].map((name) => (names.includes(name) ? names.indexOf(name) : names.length));
  const colour_of = Uint8Array.from(gantt.jobs[column], (index) => (index >= 0 ? of_index[index] : names.length));
  return { colour_of, name_count: names.length };
}

// The colours in use now, by their numbers.
export function coloursNow(name_count) {
  const { series, other } = theme();
  return [...series.slice(0, name_count), other];
}
