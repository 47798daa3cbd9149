// What the page does when it is used: linked charts, the job under the pointer, keys, choices.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose, launch, settled, withReport } from './support/browser.mjs';
import { chartsOf, dataOf, directory, reportOf } from './support/report.mjs';
import { drawnRects } from './support/gantt.mjs';
import { jobsOf, readResults } from './support/expected.mjs';
import { caseOf, ganttOf } from './support/panel.mjs';
import { goTo, heightOf, over, picture, pixelAt, pointAt, readout } from './support/pointer.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A page with all charts drawn.
const drawn = (name, body) =>
    withReport(browser, reportOf(name), {}, async (page, offences) => {
        await chartsOf(page);
        await body(page);
        assert.deepEqual(offences, []);
    });

// What a line below a chart says of the instant: all before the first colon that is followed by a blank.
const instantOf = (text) => text.split(/: /)[0];

test('a cursor over one chart of time is a cursor over all of them, at the same instant', async () => {
    await drawn('sites', async (page) => {
        for (const [from, others] of [['utilisation-0', ['utilisation-1', 'queue-0', 'queue-1']], ['queue-1', ['queue-0', 'utilisation-0']], ['share-0', ['share-1']]]) {
            await goTo(page, from);
            for (const part of [0.2, 0.55, 0.8]) {
                await pointAt(page, from, part, 0.5);
                const instant = instantOf(await readout(page, from));
                assert.match(instant, /\d/, from);
                for (const other of others) {
                    assert.equal(instantOf(await readout(page, other)), instant, `${from} to ${other}`);
                    assert.ok(await over(page, other), `the cursor of ${other} is seen`);
                }
            }
        }
    });
});

test('the line below a chart says the figure at the pointer', async () => {
    await drawn('sites', async (page) => {
        const { xs, series } = (await chartsOf(page))['utilisation-0'];
        const bin_s = xs[1] - xs[0];
        await goTo(page, 'utilisation-0');
        for (const bin of [20, 77, 120].filter((at) => at < xs.length)) {
            const part = (xs[bin] - xs[0]) / (xs.at(-1) + bin_s - xs[0]);
            await pointAt(page, 'utilisation-0', part, 0.5);
            const text = await readout(page, 'utilisation-0');
            const near = [bin - 1, bin, bin + 1].map((at) => `${(series.utilisation[at] * 100).toFixed(1)} %`.replace('100.0', '100').replace(/^0\.0/, '0'));
            assert.ok(near.some((value) => text.includes(value)), `"${text}" has none of ${near}`);
        }
    });
});

test('charts that stand side by side have one scale, so that heights can be compared', async () => {
    await drawn('sites', async (page) => {
        const charts = await chartsOf(page);
        // The line that is highest in both panels together, and where it is drawn.
        for (const [name, lines] of [['queue', { waiting_jobs: 1 }], ['share', { 'used startups': 0, 'used research': 1, 'used industry': 2 }]]) {
            const most = [0, 1].map((panel) => Object.fromEntries(Object.keys(lines).map((line) => [line, Math.max(...charts[`${name}-${panel}`].series[line])])));
            const line = Object.keys(lines).sort((a, b) => Math.max(most[1][b], most[0][b]) - Math.max(most[1][a], most[0][a]))[0];
            await goTo(page, `${name}-0`);
            const heights = [await heightOf(page, `${name}-0`, lines[line]), await heightOf(page, `${name}-1`, lines[line])];
            assert.ok(heights[0] > 10 && heights[1] > 10, `${name}: ${heights}`);
            const per = heights.map((height, panel) => height / most[panel][line]);
            assert.ok(Math.abs(per[0] * most[1][line] - heights[1]) <= 3, `${name}: ${heights} pixels for ${most[0][line]} and ${most[1][line]}`);
        }
    });
});

test('zooming one chart of time zooms all of them, also by mouse, and all go back', async () => {
    await drawn('sites', async (page) => {
        await goTo(page, 'utilisation-0');
        const before = await picture(page, 'queue-1');
        const box = await page.locator('[data-chart="utilisation-0"] .u-over').boundingBox();
        await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.5, box.y + 42, { steps: 4 });
        await page.mouse.up();
        await settled(page);
        await pointAt(page, 'utilisation-0', 0.5, 0.5);

        assert.notEqual(await picture(page, 'queue-1'), before);
        assert.equal(instantOf(await readout(page, 'queue-1')), instantOf(await readout(page, 'utilisation-0')));

        await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 40);
        await page.mouse.move(0, 0);
        await settled(page);
        assert.equal(await picture(page, 'queue-1'), before);
    });
});

// The widest job that waited and ran for long, and a window of time around it.
async function wideJob(page, panel) {
    const data = await dataOf(page);
    const which = await caseOf(page, data, panel);
    const gantt = ganttOf(data, which);
    const rects = drawnRects((await chartsOf(page))[`gantt-${panel}`]);
    const waited = rects.filter(({ job, start, end }) => start > gantt.jobs.submit_s[job] && end - start > 3600);
    const rect = waited.reduce((best, one) => (one.span > best.span ? one : best));
    const half = (rect.end - rect.start) * 0.8;
    const middle = (rect.start + rect.end) / 2;
    await goTo(page, `gantt-${panel}`);
    await page.evaluate(([id, from, to]) => window.aifsimReport.zoom(id, from, to), [`gantt-${panel}`, middle - half, middle + half]);
    // At the edges of the run the window may have been cut short.
    const extent = await page.evaluate(() => {
        const { from_s: from, bin_s: bin, count } = window.aifsimReport.data.series[0];
        return [from, from + bin * count];
    });
    const from = Math.max(extent[0], middle - half);
    const to = Math.max(from + 1, middle + half);
    return { data, which, gantt, rect, part: (middle - from) / (to - from), lane: (rect.lane + rect.span / 2) / gantt.lanes };
}

test('a job under the pointer says its number, its wait and why it waited', async () => {
    const results = readResults(directory('sites'));
    await drawn('sites', async (page) => {
        await choose(page, 'pick-b', { index: 2 });
        await chartsOf(page);
        for (const panel of [0, 1]) {
            const { rect, part, lane, which } = await wideJob(page, panel);
            await pointAt(page, `gantt-${panel}`, part, lane);
            const card = page.locator('#gantt .job').nth(panel);
            const job = jobsOf(results.jobs, which)[rect.job];

            assert.equal(await card.locator('h4').innerText(), `Job ${job.job_id}`);
            const said = await card.innerText();
            assert.ok(said.includes(job.user) && said.includes(job.community), said);
            // Of the reason its word, in whatever sentence; of the blocker the number of its job.
            assert.ok(job.wait_reason !== '' && said.toLowerCase().includes(job.wait_reason.toLowerCase()), `"${said}" does not give the reason "${job.wait_reason}"`);
            assert.ok(job.wait_blocker !== '' && job.wait_blocker !== job.job_id, `job ${job.job_id} has a blocker`);
            assert.match(said, new RegExp(`\\bjob ${job.wait_blocker}\\b`, 'i'));
        }
    });
});

test('a job has the colour that the legend gives its community, user or kind', async () => {
    await drawn('sites', async (page) => {
        for (const [colour, list, column] of [['community', 'communities', 'community'], ['user', 'users', 'user'], ['kind', 'kinds', 'kind']]) {
            await choose(page, 'pick-colour', colour);
            await chartsOf(page);
            const { gantt, rect, part, lane } = await wideJob(page, 0);
            const name = gantt[list][gantt.jobs[column][rect.job]];
            const legend = await page.locator('#gantt .legend button').evaluateAll((buttons) =>
                buttons.map((button) => [button.textContent.trim(), getComputedStyle(button.querySelector('.block')).backgroundColor]));
            const [, expected] = legend.find(([text]) => text === name) ?? legend.at(-1);

            assert.deepEqual(await pixelAt(page, 'gantt-0', part, lane), expected.match(/\d+/g).slice(0, 3).map(Number), `${colour} ${name}`);
        }
    });
});

test('keys zoom and move a chart, go from job to job and back to all', async () => {
    await drawn('sites', async (page) => {
        await goTo(page, 'gantt-0');
        const chart = page.locator('[data-chart="gantt-0"]');
        const card = page.locator('#gantt .job').first();
        await chart.focus();
        const all = await picture(page, 'gantt-0');
        await page.keyboard.press('+');
        await settled(page);
        const zoomed = await picture(page, 'gantt-0');
        await page.keyboard.press('Shift+ArrowRight');
        await settled(page);
        const moved = await picture(page, 'gantt-0');
        await page.keyboard.press('0');
        await settled(page);

        assert.equal(new Set([all, zoomed, moved]).size, 3);
        assert.equal(await picture(page, 'gantt-0'), all);
        const jobs = [];
        for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowDown']) {
            await page.keyboard.press(key);
            jobs.push(await card.locator('h4').innerText());
        }
        assert.equal(jobs[2], jobs[0]);
        assert.equal(jobs[3], jobs[1]);
        assert.notEqual(jobs[1], jobs[0]);
        assert.match(jobs[0], /^Job \d+/);
        const spoken = await page.locator('#gantt [aria-live=polite]').allTextContents();
        assert.ok(spoken.some((text) => text.startsWith(`${jobs[3]},`)), `${spoken} is read out for ${jobs[3]}`);
    });
});

test('a community that is chosen is compared and drawn alone', async () => {
    await drawn('sites', async (page) => {
        const before = await page.locator('#comparison table').first().innerText();
        await choose(page, 'pick-community', 'industry');

        assert.notEqual(await page.locator('#comparison table').first().innerText(), before);
        assert.match(await page.locator('#comparison').innerText(), /industry/);
        for (const id of ['shares', 'waits']) {
            const pressed = await page.locator(`#${id} .legend button[aria-pressed="true"]`).allTextContents();
            assert.deepEqual(pressed.map((text) => text.trim()), ['industry'], id);
        }
    });
});
