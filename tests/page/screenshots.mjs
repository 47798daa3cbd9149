// The pictures of the report for the documentation, made of configs/experiments/main.yaml.
//   node screenshots.mjs DIRECTORY      (run.sh --screenshots calls it)
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { choose, launch, settled, withReport } from './support/browser.mjs';
import { chartsOf, reportOf } from './support/report.mjs';

const to = process.argv[2];
mkdirSync(to, { recursive: true });
const browser = await launch();

// Policies with something to see: strict order beside EASY backfilling.
async function prepare(page) {
    await choose(page, 'pick-a', { label: 'fcfs/none' });
    await choose(page, 'pick-b', { label: 'fcfs/easy' });
    await chartsOf(page);
    await settled(page);
}

// Puts an element at the top of the window, clear of whatever stays there when the page scrolls.
async function show(page, selector) {
    await page.locator(selector).first().evaluate((element) => {
        const bar = document.querySelector('.stay');
        const kept = bar && ['sticky', 'fixed'].includes(getComputedStyle(bar).position) ? bar.offsetHeight : 0;
        window.scrollTo(0, element.getBoundingClientRect().top + scrollY - kept - 8);
    });
    await page.waitForTimeout(150);
    await settled(page);
}

async function shoot(name, options, place) {
    await withReport(browser, reportOf('main'), options, async (page) => {
        await prepare(page);
        await place(page);
        const path = join(to, `report-${name}.png`);
        await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
        const { size } = statSync(path);
        console.log(`${path}: ${(size / 1000).toFixed(0)} kB`);
        if (size >= 300000)
            throw new Error(`${path} has ${size} bytes: at most 300,000 are wanted`);
    });
}

// Goes to the Gantt chart and looks at one job there, by keys.
async function lookAtJob(page) {
    await show(page, '#gantt .tools');
    await page.locator('[data-chart="gantt-0"]').focus();
    for (const key of ['+', '+', ...Array(12).fill('ArrowRight')])
        await page.keyboard.press(key);
    await settled(page);
}

try {
    await shoot('comparison', { width: 1280, height: 1000 }, (page) => show(page, '#h-comparison'));
    await shoot('gantt', { width: 1280, height: 900 }, lookAtJob);
    await shoot('dark', { width: 1280, height: 900, scheme: 'dark' }, (page) => show(page, '#shares'));
    await shoot('phone', { width: 390, height: 844 }, (page) => show(page, 'body'));
} finally {
    await browser.close();
}
