// A report whose data are missing, damaged or partly left out says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, withReport } from './support/browser.mjs';
import { structure, textContrast } from './support/checks.mjs';
import { doctored, reportOf } from './support/report.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const faults = {
    'cut in half': (data) => JSON.stringify(data).slice(0, 20000).replaceAll('<', '\\u003c'),
    'of another format': (data) => ({ ...data, format: 'aifsim-report/99' }),
    'without cells': ({ cells, ...data }) => data,
    'not there': () => '@AIFSIM' + '_DATA@',
    'null': () => 'null',
    'with a table of jobs cut short': (data) => {
        data.gantts[0].jobs.start_s.v = data.gantts[0].jobs.start_s.v.slice(0, 40);
        return data;
    },
    'with a table of jobs that is not base64': (data) => {
        data.gantts[0].rects.lane.v = `!${data.gantts[0].rects.lane.v.slice(1)}`;
        return data;
    },
};

for (const [what, change] of Object.entries(faults))
    test(`data that are ${what} give a message and no errors`, async () => {
        const copy = doctored(reportOf('sites'), 'damaged', { change });
        await withReport(browser, copy, { ready: false }, async (page, offences) => {
            const notice = page.locator('[role=alert]');
            await notice.waitFor();

            assert.match(await notice.innerText(), /report cannot be shown[\s\S]*(data|jobs|template)/i);
            assert.equal(await page.evaluate(() => window.aifsimReport), undefined);
            assert.deepEqual(offences, []);
            assert.deepEqual((await textContrast(page)).filter((text) => !text.startsWith('only')), []);
            assert.deepEqual(await structure(page), []);
        });
    });

test('a report without jobs, series and distributions says what was left out', async () => {
    await withReport(browser, reportOf('bare'), {}, async (page, offences) => {
        const said = await page.locator('#configuration').innerText();

        assert.match(said, /left out/i);
        assert.match(said, /outputs/);
        assert.deepEqual(await page.evaluate(() => Object.keys(window.aifsimReport.charts)), []);
        assert.equal(await page.locator('canvas').count(), 0);
        assert.match(await page.locator('header').innerText(), /figures only & <nothing> else/);
        assert.ok(await page.locator('#comparison table').count() >= 1);
        assert.deepEqual(offences, []);
    });
});

test('without JavaScript the page says where the figures are', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    await page.goto(`file://${reportOf('sites')}`);

    assert.match(await page.locator('body').innerText(), /summary\.csv/);
    await context.close();
});
