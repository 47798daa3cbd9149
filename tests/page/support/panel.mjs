// What the charts of the panels that are open show, against the files.
import { ganttObjections } from './gantt.mjs';
import { chartDifferences, jobsOf, seriesCharts, waitsChart } from './expected.mjs';
import { chartsOf, dataOf } from './report.mjs';

// Site, trace and policy that a panel (0: A, 1: B) says it shows, from its heading and the choices.
export async function caseOf(page, data, panel) {
    const shown = await page.evaluate((number) => {
        const chosen = (id) => document.getElementById(id).selectedOptions[0].text;
        return { place: chosen('pick-case'), policy: chosen(number === 0 ? 'pick-a' : 'pick-b') };
    }, panel);
    const sites = data.sites.map((site) => site.name);
    const traces = data.traces.map((trace) => trace.name);
    const site = sites.find((name) => shown.place === name || shown.place.startsWith(`${name} `));
    const trace = traces.length === 1 ? traces[0] : traces.find((name) => shown.place.endsWith(name));
    return { site, trace, policy: shown.policy };
}

function numbered(charts, panel) {
    return (name) => charts[`${name}-${panel}`];
}

// The gantt in the data whose cell is that of the case.
export function ganttOf(data, { site, trace, policy }) {
    return data.gantts.find(({ cell }) => {
        const { site: s, trace: t, policy: p } = data.cells[cell];
        return data.sites[s].name === site && data.traces[t].name === trace && data.policies[p] === policy;
    });
}

// All differences between the open panels and the files; groups: what the shares are of;
// shown: the page's data and charts, if they have been fetched already.
export async function chartObjections(page, results, groups = 'community', shown = null) {
    const { data, charts } = shown ?? { data: await dataOf(page), charts: await chartsOf(page) };
    const wrong = [];
    const panels = 'utilisation-1' in charts ? [0, 1] : [0];
    for (const panel of panels) {
        const which = await caseOf(page, data, panel);
        const drawn = numbered(charts, panel);
        const expected = seriesCharts(results.series, which, groups);
        for (const name of ['utilisation', 'queue', 'share'])
            wrong.push(...chartDifferences(`${name}-${panel}`, drawn(name), expected[name]));
        wrong.push(...chartDifferences(`waits-${panel}`, drawn('waits'), waitsChart(results.waits, which), (name) => / under [AB], /.test(name)));
        const jobs = jobsOf(results.jobs, which);
        wrong.push(...ganttObjections(ganttOf(data, which), drawn('gantt'), jobs).map((text) => `gantt-${panel}: ${text}`));
    }
    return wrong;
}
