// Where the result directories are that run.sh has made, what is drawn on an open page, and copies of a
// report with something changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.AIFSIM_PAGE_DATA;
if (!root)
    throw new Error('AIFSIM_PAGE_DATA is not set: start the tests with run.sh');

export const directory = (name) => join(root, name);
export const reportOf = (name) => join(root, name, 'report.html');

const marks = /(<script type="application\/json" id="aifsim-data">)([\s\S]*?)(<\/script>)/;

// The data inside a report as they are in the file, with packed columns.
export function packedData(path) {
    return JSON.parse(marks.exec(readFileSync(path, 'utf8'))[2]);
}

// Writes a copy of a report: change(data) returns other data, or a text that stands in their place;
// extra is put at the end of the head.  Its path.
export function doctored(path, name, { change = (data) => data, extra = '' }) {
    const data = change(packedData(path));
    const text = typeof data === 'string' ? data : JSON.stringify(data).replaceAll('<', '\\u003c');
    const copy = join(root, `${name}.html`);
    const html = readFileSync(path, 'utf8')
        .replace(marks, (whole, before, old, after) => before + text + after)
        .replace('</head>', () => `${extra}</head>`);
    writeFileSync(copy, html);
    return copy;
}

// All charts as they were handed to uPlot.
export async function chartsOf(page) {
    return JSON.parse(await page.evaluate(() => {
        const charts = Object.entries(window.aifsimReport.charts).map(([id, { xs, series }]) => [
            id,
            { xs: Array.from(xs), series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, Array.from(values)])) },
        ]);
        return JSON.stringify(Object.fromEntries(charts));
    }));
}

// The report's data as the page has unpacked them.
export async function dataOf(page) {
    return JSON.parse(await page.evaluate(() =>
        JSON.stringify(window.aifsimReport.data, (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value))));
}
