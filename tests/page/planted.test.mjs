// The checks can fail: each offence below is put into a copy of a report, and the check named must object.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launch, withReport } from './support/browser.mjs';
import { keyboard, print, structure, textContrast, width } from './support/checks.mjs';
import { hiddenCharts, lineObjections } from './support/drawn.mjs';
import { exported, tableObjections } from './support/comparison.mjs';
import { readResults } from './support/expected.mjs';
import { chartObjections } from './support/panel.mjs';
import { confusions, linesDiffer, palette } from './support/palette.mjs';
import { chartsOf, dataOf, directory, doctored, reportOf } from './support/report.mjs';
import { opening, selfContained, zooms } from './support/speed.mjs';

let browser;
let results;
before(async () => {
    browser = await launch();
    results = readResults(directory('sites'));
});
after(() => browser.close());

const style = (text) => ({ extra: `<style>${text}</style>` });
const script = (text) => ({ extra: `<script>${text}</script>` });
const loaded = (text) => script(`addEventListener("load", () => { ${text} })`);
// A table of the data, written out: the page reads plain arrays too.
const plain = (page, table, change) => page.evaluate(([name, text]) => {
    const gantt = window.aifsimReport.data.gantts[0];
    const columns = Object.fromEntries(Object.entries(gantt[name]).map(([key, values]) => [key, Array.from(values)]));
    new Function('columns', text)(columns);
    return columns;
}, [table, change]);

// What the comparison of a page has against what the program exports.
async function compared(page) {
    const data = await dataOf(page);
    return tableObjections(page, data, exported(directory('sites'), data.metrics.map((metric) => metric.name), 'all'));
}

const charts = (page) => chartObjections(page, results);
const lines = (page) => lineObjections(page, results);
const colours = async (page) => confusions(await palette(page));
const offended = async (page, offences) => {
    await page.waitForTimeout(200);
    return offences;
};

// Name, what is planted, the check, and what it must say.
const plants = [
    ['a picture from the network', { extra: '<img src="https://example.org/a.png">', is_open: true }, offended, /request: image https:/],
    ['a style sheet beside the file', { extra: '<link rel="stylesheet" href="other.css">', is_open: true }, offended, /request: stylesheet file:/],
    ['a request by script', { ...script('fetch("https://example.org/x").catch(() => 0)'), is_open: true }, offended, /request: fetch https:/],
    ['an error on the console', script('console.error("planted")'), offended, /console error: planted/],
    ['a warning on the console', script('console.warn("planted")'), offended, /console warning: planted/],
    ['an exception', script('setTimeout(() => { throw new Error("planted") })'), offended, /exception: planted/],
    ['a wrong number of unit-seconds', { change: (data) => { data.series[0].groups[0].busy[7]++; return data; } }, charts, /utilisation-0 utilisation\[7\]/],
    ['a queue that is one job longer', { change: (data) => { data.series[1].groups[0].waiting_jobs[9]++; return data; } }, charts, /queue-1 waiting_jobs\[9\]/],
    ['a bin that is missing', { change: (data) => { data.series[0].count--; return data; } }, charts, /instead of \d+/],
    ['a wrong share', { change: (data) => { data.series[0].groups.find((one) => one.kind === 'community').busy[3] += 2; return data; } }, charts, /share-0 used \w+\[3\]/],
    ['a wait that is counted twice', { change: (data) => { data.waits[0].jobs[0]++; return data; } }, charts, /waits-0 all\[0\]/],
    ['a mean that is a tenth too long', { change: (data) => { data.comparisons[0].rows[1].values[0].mean *= 1.1; return data; } }, compared, /shows .* for/],
    ['an interval that leaves out 0', { change: (data) => { Object.assign(data.comparisons[0].rows[1].values[0].diff, { low: -2, high: -1 }); return data; } }, compared, /difference of .*shows the interval/],
    ['grey text', style('p { color: #aaa !important }'), textContrast, /contrast 2\.\d+ of/],
    ['text on a dark ground', style('td { background: #333 }'), textContrast, /contrast/],
    ['a select without a label', loaded('document.querySelector("label[for=pick-a]").remove()'), structure, /no name: <select id="pick-a"/],
    ['a heading that skips a level', loaded('document.querySelector("#waits").insertAdjacentHTML("beforeend", "<h5>x</h5>")'), structure, /level 5 after/],
    ['no language', loaded('document.documentElement.removeAttribute("lang")'), structure, /no lang/],
    ['a focus that is not seen', style('* { outline: none !important; box-shadow: none !important }'), keyboard, /no visible focus/],
    ['a control out of the order', loaded('document.querySelector("#pick-b").tabIndex = 5'), keyboard, /goes back|out of sight/],
    ['a chart out of reach', script('document.addEventListener("focusin", ({ target }) => target.matches("[data-chart=share-0]") && target.blur())'), keyboard, /does not reach/],
    ['a page that is too wide', style('footer { width: 1400px }'), width, /wide in a window/],
    ['controls on paper', style('@media print { .stay.stay { display: block } }'), print, /there is a control: <select/],
    ['a section that is not printed', style('@media print { #configuration { display: none } }'), print, /configuration is not printed/],
    ['sections of charts that are not printed', style('@media print { #shares, #waits, #utilisation, #gantt { display: none } }'),
        async (page) => [(await print(page)).join()], /(section (utilisation|shares|waits|gantt) is not printed,?){4}/],
    ['no canvas on paper', style('@media print { canvas { display: none !important } }'), print, /on paper the canvas of waits-1 is not seen/],
    ['a canvas that paper hides', style('@media print { #waits .u-wrap { filter: opacity(0) } }'), print, /waits-0 is blank on paper/],
    ['canvases that are not seen', style('canvas { opacity: 0 }'), hiddenCharts, /the canvas of waits-0 is not seen/],
    ['charts that are covered', style('.u-wrap { filter: opacity(0) }'), lines, /utilisation-1 utilisation: at 0 %/],
    ['lines at another height', script('const to = Path2D.prototype.lineTo; Path2D.prototype.lineTo = function (x, y) { to.call(this, x, y + 12); }'), lines, /waits-0 startups: at \d %/],
    ['two colours that look alike', style(':root { --series-1: #0070b0 !important; --series-0: #0072b2 !important }'), colours, /apart/],
    ['a colour that is too pale', style(':root { --series-1: #ffe08a !important }'), colours, /has contrast 1\.\d+/],
    ['lines that are dashed alike', style('.swatch line { stroke-dasharray: 4 4 !important }'), async (page) => linesDiffer(await palette(page)), /dashed alike/],
];

for (const [what, { is_open, ...plant }, check, message] of plants)
    test(`noticed: ${what}`, async () => {
        const copy = doctored(reportOf('sites'), 'planted', plant);
        // The page forbids itself most requests; without that they are made.
        if (is_open)
            writeFileSync(copy, readFileSync(copy, 'utf8').replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''));
        await withReport(browser, copy, { width: 1200 }, async (page, offences) => {
            await chartsOf(page);
            const objections = await check(page, offences);
            assert.ok(objections.some((text) => message.test(text)), `it says only: ${objections.slice(0, 5).join('\n')}`);
        });
    });

// Jobs that are not where the file has them: what is changed in the table, and what must be said.
const moves = [
    ['rects', 'columns.lane[40] = (columns.lane[40] + 8) % 392;', /is drawn on nodes|are both on lane|GPUs instead of/],
    ['rects', 'for (const name of Object.keys(columns)) columns[name].splice(50, 1);', /is drawn on/],
    ['jobs', 'columns.start_s[30]++;', /start_s\[30\]/],
    ['jobs', 'columns.user[30] = columns.user[30] === 0 ? 1 : 0;', /user\[30\]/],
];

for (const [table, change, message] of moves)
    test(`noticed: in the Gantt chart, ${change}`, async () => {
        const columns = await withReport(browser, reportOf('sites'), {}, (page) => plain(page, table, change));
        const copy = doctored(reportOf('sites'), 'planted', { change: (data) => { data.gantts[0][table] = columns; return data; } });
        await withReport(browser, copy, {}, async (page) => {
            const objections = await charts(page);
            assert.ok(objections.some((text) => message.test(text)), `it says only: ${objections.join('\n')}`);
        });
    });

test('noticed: what takes time takes time', async () => {
    const slow = doctored(reportOf('sites'), 'planted', script('for (const end = performance.now() + 700; performance.now() < end;);'));
    await withReport(browser, slow, {}, async (page, offences, opened) => {
        assert.ok((await opening(opened)).ready_ms > 700);
        await page.evaluate(() => {
            const zoom = window.aifsimReport.zoom;
            window.aifsimReport.zoom = (...values) => {
                for (const end = performance.now() + 30; performance.now() < end;);
                return zoom(...values);
            };
        });
        assert.ok((await zooms(page, 'gantt-0', 2)).every((one) => one.best >= 30));
    });
});

test('noticed: names of files in the markup', () => {
    assert.equal(selfContained('<script src="a.js"></script><link rel=stylesheet href=b.css><style>@import "c.css"; a{background:url(d.png)}</style>').length, 4);
    assert.deepEqual(selfContained('<link rel="icon" href="data:,"><a href="https://example.org">x</a><script type="application/json">"url(x)"</script>'), []);
});
