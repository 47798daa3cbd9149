// Whether a Gantt chart shows the jobs of jobs.csv: each on the nodes it was given, for as long as it
// ran, on as many GPUs as it had, and never two jobs on one lane at a time.
import { difference, intervals } from './expected.mjs';

const time = (text) => (text === '' ? -1 : Number(text));

// The table of jobs against the file, row by row.
function tableObjections(gantt, jobs) {
    const { jobs: table } = gantt;
    const names = (list, column) => column.map((index) => (index < 0 ? '' : list[index]));
    const started = jobs.map((job) => job.starting_time !== '');
    const wrong = [
        difference('id', table.id, jobs.map((job) => Number(job.job_id))),
        difference('submit_s', table.submit_s, jobs.map((job) => time(job.submission_time))),
        difference('start_s', table.start_s, jobs.map((job) => time(job.starting_time))),
        difference('end_s', table.end_s.filter((_, i) => started[i]), jobs.filter((_, i) => started[i]).map((job) => time(job.finish_time))),
        difference('units', table.units, jobs.map((job) => time(job.units))),
    ];
    for (const [list, column, header] of [['users', 'user', 'user'], ['accounts', 'account', 'account'],
        ['communities', 'community', 'community'], ['kinds', 'kind', 'application'], ['outcomes', 'outcome', 'outcome']])
        wrong.push(difference(column, names(gantt[list], table[column]), jobs.map((job) => job[header])));
    return wrong.filter((text) => text !== '');
}

// The node of each lane, from the groups of lanes; a node without GPUs is one lane.
function nodesOfLanes(gantt) {
    const nodes = [];
    let node = 0;
    for (const { count, per_node: per } of gantt.lane_groups) {
        for (let lane = 0; lane < count; lane += Math.max(1, per), node++)
            for (let i = 0; i < Math.max(1, per); i++)
                nodes.push(node);
    }
    return nodes;
}

// The rectangles drawn, as {job, start, end, lane, span}.
export function drawnRects(chart) {
    const { end_s, lane, span, job } = chart.series;
    return chart.xs.map((start, i) => ({ job: job[i], start, end: end_s[i], lane: lane[i], span: span[i] }));
}

function overlapObjections(rects, lanes) {
    const busy_until = new Array(lanes).fill(-Infinity);
    const holder = new Array(lanes).fill(-1);
    const ordered = [...rects].sort((a, b) => a.start - b.start || a.end - b.end);
    for (const rect of ordered) {
        if (rect.lane < 0 || rect.span < 1 || rect.lane + rect.span > lanes)
            return [`lanes ${rect.lane}+${rect.span} of ${lanes}`];
        for (let lane = rect.lane; lane < rect.lane + rect.span; lane++) {
            if (busy_until[lane] > rect.start)
                return [`jobs ${holder[lane]} and ${rect.job} (by index) are both on lane ${lane} at ${rect.start}`];
            busy_until[lane] = rect.end;
            holder[lane] = rect.job;
        }
    }
    return [];
}

// GPUs of each node; 0 of those that have none.
function gpusOfNodes(gantt) {
    return gantt.lane_groups.flatMap(({ count, per_node: per }) => new Array(count / Math.max(1, per)).fill(gantt.lane === 'GPU' ? per : 0));
}

// A job that has whole nodes has their GPUs too, whether it asked for them or not.
const job_uses_no_gpu = (job) => Number(job.gpus_per_node) === 0 && job.exclusive !== '1';

// How many jobs ran on GPU nodes without a GPU, and so are not drawn.
export function countUndrawn(jobs) {
    return jobs.filter((job) => job.starting_time !== '' && job.starting_time !== job.finish_time && job_uses_no_gpu(job)).length;
}

function placeObjections(gantt, rects, jobs) {
    const node_of = nodesOfLanes(gantt);
    const gpus_of = gpusOfNodes(gantt);
    if (node_of.length !== gantt.lanes)
        return [`groups of lanes hold ${node_of.length} of ${gantt.lanes} lanes`];
    const of_job = jobs.map(() => []);
    rects.forEach((rect) => of_job[rect.job].push(rect));
    for (let i = 0; i < jobs.length; i++) {
        const { job_id: id, starting_time: start, finish_time: end, units, allocated_resources: where } = jobs[i];
        const mine = of_job[i];
        if (start === '' || start === end) {
            if (mine.some((rect) => rect.end > rect.start))
                return [`job ${id} never held anything and is drawn`];
            continue;
        }
        if (mine.some((rect) => rect.start !== Number(start) || rect.end !== Number(end)))
            return [`job ${id} is drawn from ${mine[0].start} to ${mine[0].end} instead of ${start} to ${end}`];
        const lanes = mine.flatMap((rect) => Array.from({ length: rect.span }, (_, k) => rect.lane + k));
        // On lanes of GPUs there is no place for who uses none of them.
        if (gantt.lane === 'GPU' && mine.length === 0 && job_uses_no_gpu(jobs[i]) && intervals(where).every((node) => gpus_of[node] > 0))
            continue;
        const nodes = [...new Set(lanes.map((lane) => node_of[lane]))].sort((a, b) => a - b);
        if (nodes.join() !== intervals(where).join())
            return [`job ${id} is drawn on nodes ${nodes} instead of ${where}`];
        if (gantt.lane === 'GPU' && gantt.lane_groups.every((group) => group.per_node > 1) && lanes.length !== Number(units))
            return [`job ${id} is drawn on ${lanes.length} GPUs instead of ${units}`];
    }
    return [];
}

// All objections to the gantt (the data of the page) and what of it was drawn.
export function ganttObjections(gantt, chart, jobs) {
    if (!gantt || !chart)
        return ['there is no gantt'];
    const rects = drawnRects(chart);
    return [...tableObjections(gantt, jobs), ...overlapObjections(rects, gantt.lanes), ...placeObjections(gantt, rects, jobs)];
}
