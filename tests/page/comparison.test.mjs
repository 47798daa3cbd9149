// The comparison shows what `aifsim compare` exports, each figure to the places that it has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose, launch, withReport } from './support/browser.mjs';
import { exported, tableObjections } from './support/comparison.mjs';
import { shows } from './support/shown.mjs';
import { dataOf, directory, reportOf } from './support/report.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const name of ['sites', 'grants', 'bare'])
    test(`the comparison of "${name}" is that of aifsim compare, for each site and community`, async () => {
        await withReport(browser, reportOf(name), {}, async (page, offences) => {
            const data = await dataOf(page);
            const sites = await page.locator('#pick-case option').count();
            for (const community of ['all', data.communities.at(-1)]) {
                const rows = exported(directory(name), data.metrics.map((metric) => metric.name), community);
                await choose(page, 'pick-community', { label: community });
                for (let i = 0; i < sites; i++) {
                    await choose(page, 'pick-case', { index: i });
                    assert.deepEqual(await tableObjections(page, data, rows), [], `${community}, site ${i}`);
                }
            }
            assert.deepEqual(offences, []);
        });
    });

test('best and baseline are marked, and sentences say what differs', async () => {
    await withReport(browser, reportOf('sites'), {}, async (page) => {
        const rows = exported(directory('sites'), ['wait_mean_s'], 'all').filter((row) => row.site === 'mimer');
        const best = rows.reduce((one, other) => (Number(other.mean) < Number(one.mean) ? other : one));
        const table = page.locator('#comparison table').first();
        const marked = table.locator('tbody tr', { has: page.locator('td:nth-of-type(1) .badge-best') });

        assert.match(await table.locator('thead th').nth(1).innerText(), /mean wait/i);
        assert.deepEqual(await marked.locator('th').allTextContents(), [best.policy]);
        assert.equal(await table.locator('tbody th .badge').count(), 1);
        assert.match(await table.locator('tbody tr').first().locator('th').textContent(), /^fcfs\/none.*baseline/);
        const first = await page.locator('#comparison .findings p').first().innerText();
        const [, who, figure] = /^(\S+) has the lowest mean wait: (.+?) against /.exec(first) ?? [];
        assert.equal(who, best.policy, first);
        assert.ok(shows(figure, Number(best.mean)), `"${first}" for ${best.mean}`);
        const is_shown = Number(best.difference_low) > 0 || Number(best.difference_high) < 0;
        assert.match(first, is_shown ? /is more than chance/ : /may be chance/);
        const sentences = await page.locator('#comparison .findings').first().locator('p, ul li').allTextContents();
        assert.ok(sentences.length > 1 && sentences.every((one) => /[.!]$/.test(one)), sentences.join('|'));
    });
});
