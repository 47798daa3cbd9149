// Whether everybody can read and use the page: contrast, colours, keyboard, names, small windows, paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose, launch, withReport } from './support/browser.mjs';
import { keyboard, print, structure, textContrast, width } from './support/checks.mjs';
import { confusions, linesDiffer, namedColours, palette } from './support/palette.mjs';
import { chartsOf, reportOf } from './support/report.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// What is folded away is looked at too.
async function unfold(page) {
    await chartsOf(page);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    await page.waitForTimeout(100);
}

for (const scheme of ['light', 'dark'])
    test(`texts and colours can be told apart, ${scheme}`, async () => {
        for (const name of ['sites', 'grants', 'bare'])
            await withReport(browser, reportOf(name), { scheme }, async (page, offences) => {
                await unfold(page);
                assert.deepEqual(await textContrast(page), [], name);
                assert.deepEqual(offences, []);
            });
        await withReport(browser, reportOf('sites'), { scheme }, async (page) => {
            for (const colour of ['community', 'user', 'kind']) {
                await choose(page, 'pick-colour', colour);
                const colours = await palette(page);
                assert.ok(colours.blocks.length >= 1 && colours.blocks.every((list) => list.length >= 3), `${colours.blocks.length} legends of areas`);
                assert.deepEqual(confusions(colours), [], colour);
                assert.deepEqual(linesDiffer(colours), []);
            }
        });
    });

test('a community has one colour on the whole page', async () => {
    await withReport(browser, reportOf('sites'), {}, async (page) => {
        await chartsOf(page);
        const named = await namedColours(page);

        assert.deepEqual(Object.keys(named).sort(), ['all jobs', 'industry', 'research', 'startups']);
        for (const name of ['industry', 'research', 'startups']) {
            assert.equal(named[name].length, 3, `${name} is in three legends`);
            assert.equal(new Set(named[name]).size, 1, `${name}: ${named[name]}`);
        }
    });
});

test('the page changes its colours when the reader does, also what is drawn', async () => {
    await withReport(browser, reportOf('sites'), { scheme: 'light' }, async (page, offences) => {
        await chartsOf(page);
        const light = await palette(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.waitForTimeout(200);
        const dark = await palette(page);

        assert.notDeepEqual(dark.ground, light.ground);
        assert.notDeepEqual(dark.blocks, light.blocks, 'the legend keeps the colours of the other scheme');
        assert.deepEqual(confusions(dark), []);
        assert.deepEqual(offences, []);
    });
});

test('the document has a language, a title, headings in order, and names for all controls', async () => {
    for (const name of ['sites', 'grants', 'bare'])
        await withReport(browser, reportOf(name), {}, async (page) => {
            await unfold(page);
            assert.deepEqual(await structure(page), [], name);
        });
});

test('every control is reached by Tab, in order, and is seen to be', async () => {
    for (const options of [{}, { scheme: 'dark', width: 360, height: 740 }])
        await withReport(browser, reportOf('sites'), options, async (page) => {
            await chartsOf(page);
            assert.deepEqual(await keyboard(page), [], JSON.stringify(options));
        });
});

test('a phone shows all of it without scrolling sideways', async () => {
    for (const name of ['sites', 'grants', 'bare'])
        await withReport(browser, reportOf(name), { width: 360, height: 740 }, async (page) => {
            await unfold(page);
            for (const size of [360, 320]) {
                await page.setViewportSize({ width: size, height: 740 });
                await page.waitForTimeout(100);
                assert.deepEqual(await width(page), [], `${name} at ${size}`);
            }
        });
});

test('on paper there are no controls, and all sections are', async () => {
    for (const scheme of ['light', 'dark'])
        await withReport(browser, reportOf('sites'), { scheme }, async (page, offences) => {
            assert.deepEqual(await print(page), [], scheme);
            assert.deepEqual(offences, []);
        });
});
