// The figures that the charts must show, from the CSV files of a result directory alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readColumns, readRows } from './csv.mjs';

const number = (text) => (text === '' ? null : Number(text));

// The first cell (by its number) that a file holds of a site, trace and policy; null if none.
function cellOf(rows, { site, trace, policy }) {
    const row = rows.find((one) => one.site === site && one.trace === trace && one.policy === policy);
    return row ? row.cell : null;
}

// Charts by name (utilisation, queue, share), as series.csv has them.  kind: community or account.
export function seriesCharts(rows, which, kind) {
    const cell = cellOf(rows, which);
    const ours = rows.filter((row) => row.cell === cell);
    const all = ours.filter((row) => row.group_kind === 'all');
    const xs = all.map((row) => Number(row.from_s));
    const capacity = all.map((row) => Number(row.capacity_unit_s));
    const part = (of, column) => of.map((row, bin) => (row[column] === '' || capacity[bin] === 0 ? null : Number(row[column]) / capacity[bin]));
    const share = {};
    const names = new Set(ours.filter((row) => row.group_kind === kind).map((row) => row.group));
    for (const name of names) {
        const group = ours.filter((row) => row.group_kind === kind && row.group === name);
        share[`used ${name}`] = part(group, 'busy_unit_s');
        if (group.some((row) => row.entitled_unit_s !== ''))
            share[`entitled ${name}`] = part(group, 'entitled_unit_s');
    }
    const waiting = (column) => all.map((row) => number(row[column]));
    return {
        utilisation: { xs, series: { utilisation: part(all, 'busy_unit_s') } },
        queue: { xs, series: { waiting_jobs: waiting('waiting_jobs'), waiting_units: waiting('waiting_units') } },
        share: { xs, series: share },
    };
}

// The part of the jobs that waited at most x, for each of the waits xs of the widest community.
export function waitsChart(rows, which) {
    const cell = cellOf(rows, which);
    const ours = rows.filter((row) => row.cell === cell);
    const names = [...new Set(ours.map((row) => row.community))];
    const lists = names.map((name) => ours.filter((row) => row.community === name));
    const xs = lists.reduce((best, list) => (list.length > best.length ? list : best), []).map((row) => Number(row.wait_s));
    const series = {};
    lists.forEach((list, i) => {
        const total = Number(list[list.length - 1].jobs);
        series[names[i]] = xs.map((x) => Math.max(0, ...list.filter((row) => Number(row.wait_s) <= x).map((row) => Number(row.jobs))) / total);
    });
    return { xs, series };
}

// The jobs of a cell of jobs.csv, in the order of the file.
export function jobsOf(columns, which) {
    const jobs = [];
    let cell = null;
    for (let i = 0; i < columns.job_id.length; i++) {
        if (columns.site[i] !== which.site || columns.trace[i] !== which.trace || columns.policy[i] !== which.policy)
            continue;
        cell ??= columns.cell[i];
        if (columns.cell[i] !== cell)
            continue;
        jobs.push(Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][i]])));
    }
    return jobs;
}

// The part of the jobs that ran and waited at most x, counted job by job.
export function waitsByJob(jobs, xs, community) {
    const waits = jobs.filter((job) => job.starting_time !== '' && (community === 'all' || job.community === community))
        .map((job) => Number(job.waiting_time)).sort((a, b) => a - b);
    let at = 0;
    return xs.map((x) => {
        while (at < waits.length && waits[at] <= x)
            at++;
        return at / waits.length;
    });
}

// Unit-seconds that the jobs use in each bin, from their starts and ends.
export function busyByJob(jobs, xs, bin_s) {
    const busy = xs.map(() => 0);
    for (const job of jobs) {
        if (job.starting_time === '')
            continue;
        const start = Number(job.starting_time);
        const end = Number(job.finish_time);
        for (let bin = Math.max(0, Math.floor((start - xs[0]) / bin_s)); bin < xs.length && xs[bin] < end; bin++)
            busy[bin] += Math.max(0, Math.min(end, xs[bin] + bin_s) - Math.max(start, xs[bin])) * Number(job.units);
    }
    return busy;
}

// The numbers of `0-3 7`.
export function intervals(text) {
    const numbers = [];
    for (const part of text.split(' ').filter(Boolean)) {
        const [first, last] = part.split('-').map(Number);
        for (let i = first; i <= (last ?? first); i++)
            numbers.push(i);
    }
    return numbers;
}

const jobColumns = ['job_id', 'submission_time', 'starting_time', 'finish_time', 'waiting_time', 'user', 'account', 'community',
    'application', 'units', 'nodes', 'gpus_per_node', 'exclusive', 'allocated_resources', 'outcome', 'restarts', 'wait_reason', 'wait_blocker', 'cell', 'site', 'trace', 'policy'];

// What a result directory has: rows of series.csv, distributions.csv, jobs.csv and summary.csv, null for
// files that were not written.
export function readResults(directory) {
    const path = (name) => join(directory, name);
    const rows = (name) => (existsSync(path(name)) ? readRows(path(name)) : null);
    return {
        series: rows('series.csv'),
        waits: rows('distributions.csv'),
        summary: rows('summary.csv'),
        jobs: existsSync(path('jobs.csv')) ? readColumns(path('jobs.csv'), jobColumns) : null,
    };
}

// How two columns differ, in words; '' if they do not.
export function difference(name, shown, expected) {
    if (shown === undefined)
        return `${name} is not drawn`;
    if (shown.length !== expected.length)
        return `${name}: ${shown.length} values instead of ${expected.length}`;
    const at = expected.findIndex((value, i) => !Object.is(shown[i] ?? null, value ?? null));
    return at < 0 ? '' : `${name}[${at}] is ${shown[at]} instead of ${expected[at]}`;
}

// How a chart {xs, series} differs from what it should be; drawn series beyond those are named by extras.
export function chartDifferences(id, shown, expected, extras = () => false) {
    if (!shown)
        return [`${id} is not there`];
    const wrong = [difference(`${id} xs`, shown.xs, expected.xs)];
    for (const name of Object.keys(expected.series))
        wrong.push(difference(`${id} ${name}`, shown.series[name], expected.series[name]));
    for (const name of Object.keys(shown.series))
        if (!(name in expected.series) && !extras(name))
            wrong.push(`${id} draws ${name}, which is not in the files`);
    return wrong.filter((text) => text !== '');
}
