// Every chart shows what is in the CSV files, read here without the program and the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose, launch, withReport } from './support/browser.mjs';
import { hiddenCharts, lineObjections } from './support/drawn.mjs';
import { busyByJob, jobsOf, readResults, waitsByJob } from './support/expected.mjs';
import { countUndrawn } from './support/gantt.mjs';
import { caseOf, chartObjections } from './support/panel.mjs';
import { chartsOf, dataOf, directory, reportOf } from './support/report.mjs';

let browser;
const results = {};
before(async () => {
    browser = await launch();
    for (const name of ['sites', 'big', 'grants', 'shares'])
        results[name] = readResults(directory(name));
});
after(() => browser.close());

test('the charts of grants are those of the CSV files', async () => {
    await withReport(browser, reportOf('grants'), {}, async (page) => {
        assert.deepEqual(await chartObjections(page, results.grants), []);
    });
});

test('jobs without a GPU on nodes with GPUs are counted among what is left out', async () => {
    await withReport(browser, reportOf('grants'), {}, async (page) => {
        const said = await page.locator('#configuration').innerText();
        const undrawn = ['fcfs/easy@none', 'fcfs/easy@hard-stop'].map((policy) =>
            countUndrawn(jobsOf(results.grants.jobs, { site: 'mimer', trace: 'spring', policy })));
        assert.match(said, new RegExp(`\\b${undrawn[0] + undrawn[1]} jobs that used no GPU`));
    });
});

test('each site and each pair of policies shows its own charts', async () => {
    await withReport(browser, reportOf('sites'), {}, async (page, offences) => {
        const lanes = (await dataOf(page)).gantts.map((gantt) => gantt.lane);
        assert.deepEqual([...new Set(lanes)].sort(), ['GPU', 'processor']);
        for (let i = 0; i < 4; i++) {
            await choose(page, 'pick-case', { index: i });
            for (const [a, b] of [[0, 1], [3, 2]]) {
                await choose(page, 'pick-a', { index: a });
                await choose(page, 'pick-b', { index: b });
                assert.deepEqual(await chartObjections(page, results.sites), [], `site ${i}, policies ${a} and ${b}`);
            }
        }
        await choose(page, 'pick-b', { label: 'none' });
        const ids = Object.keys(await chartsOf(page));
        assert.ok(ids.length >= 5 && ids.every((id) => id.endsWith('-0')), `one policy alone: ${ids}`);
        assert.deepEqual(offences, []);
    });
});

test('communities are shown against what they are entitled to', async () => {
    await withReport(browser, reportOf('grants'), {}, async (page) => {
        const { series } = (await chartsOf(page))['share-0'];
        assert.ok(Object.keys(series).some((line) => line.startsWith('entitled ')), Object.keys(series).join());
    });
});

test('accounts are shown against their shares of the site', async () => {
    await withReport(browser, reportOf('shares'), {}, async (page, offences) => {
        if (await page.locator('#pick-groups').count() > 0)
            await choose(page, 'pick-groups', 'account');
        assert.deepEqual(await chartObjections(page, results.shares, 'account'), []);
        const { series } = (await chartsOf(page))['share-0'];
        assert.deepEqual(Object.keys(series).sort(), ['entitled north', 'entitled south', 'used north', 'used south']);
        // The site says so: 50 shares each.
        assert.ok([...series['entitled north'], ...series['entitled south']].every((part) => part === 0.5));
        assert.deepEqual(offences, []);
    });
});

test('lines are seen, in their colours and at the heights of the CSV files', async () => {
    for (const name of ['sites', 'grants', 'shares'])
        await withReport(browser, reportOf(name), {}, async (page) => {
            await chartsOf(page);
            assert.deepEqual(await hiddenCharts(page), [], name);
            assert.deepEqual(await lineObjections(page, results[name]), [], name);
        });
});

test('the charts of 100,000 jobs are those of the CSV files, and what the jobs add up to', async () => {
    await withReport(browser, reportOf('big'), {}, async (page) => {
        const data = await dataOf(page);
        const charts = await chartsOf(page);
        assert.deepEqual(await chartObjections(page, results.big, 'community', { data, charts }), []);
        for (const panel of [0, 1]) {
            const which = await caseOf(page, data, panel);
            const jobs = jobsOf(results.big.jobs, which);
            const waits = charts[`waits-${panel}`];
            assert.equal(jobs.length, 100000);
            for (const community of data.communities.filter((one) => one in waits.series))
                assert.deepEqual(waits.series[community], waitsByJob(jobs, waits.xs, community), community);

            const used = charts[`utilisation-${panel}`];
            const bin_s = used.xs[1] - used.xs[0];
            const busy = busyByJob(jobs, used.xs, bin_s);
            const { units } = data.sites[0];
            assert.deepEqual(used.series.utilisation.slice(0, -1), busy.slice(0, -1).map((value) => value / (units * bin_s)));
        }
    });
});
