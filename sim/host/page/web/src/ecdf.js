// Empirical distributions from numbers of jobs at given waits.

// The part of the jobs that waited at most each of the waits xs; entry: {wait_s, jobs}, both growing.  Past the last
// wait of the entry all jobs are counted, before its first none is known to be.
export function curve(entry, xs) {
  const total = entry.jobs.at(-1) ?? 0;
  if (total === 0) return xs.map(() => null);
  let at = -1;
  return xs.map((wait) => {
    while (at + 1 < entry.wait_s.length && entry.wait_s[at + 1] <= wait) at++;
    return at < 0 ? 0 : entry.jobs[at] / total;
  });
}
