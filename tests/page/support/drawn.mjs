// What is really seen of a chart: not what was handed to it, nor what its canvas holds, but the pixels of
// a picture of the page.  A style sheet that hides a canvas, and a line at another height, show here.
import { seriesCharts, waitsChart } from './expected.mjs';
import { caseOf } from './panel.mjs';
import { goTo } from './pointer.mjs';
import { chartsOf, dataOf } from './report.mjs';

const canvasOf = (page, id) => page.locator(`[data-chart="${id}"] .u-wrap > canvas`).first();

// Charts whose canvas is hidden, itself or by what it is in, or has no size.
export async function hiddenCharts(page) {
    return page.evaluate(() => {
        const charts = [...document.querySelectorAll('[data-chart]')];
        const wrong = charts.length === 0 ? ['there are no charts'] : [];
        for (const chart of charts) {
            const canvas = chart.querySelector('.u-wrap > canvas');
            const box = canvas?.getBoundingClientRect();
            if (!canvas?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.width < 50 || box.height < 50)
                wrong.push(`the canvas of ${chart.dataset.chart} is not seen`);
        }
        return wrong;
    });
}

// Runs count(image, ask) in the page on the pixels of a picture of a chart's canvas.
async function look(page, id, count, ask) {
    const png = await canvasOf(page, id).screenshot({ animations: 'disabled' });
    const image = await page.evaluateHandle(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d', { willReadFrequently: true });
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, picture.width, picture.height);
    }, png.toString('base64'));
    return image.evaluate(count, ask);
}

// How many pixels of a chart have a colour that is no grey: lines and jobs have, axes have not.
export async function colouredPixels(page, id) {
    return look(page, id, ({ data }) => {
        let coloured = 0;
        for (let at = 0; at < data.length; at += 4)
            coloured += Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40;
        return coloured;
    });
}

// Part of the points (parts 0..1 of the plot, from its left and bottom) at which a colour is seen.
async function partSeen(page, id, colour, points) {
    const place = await page.locator(`[data-chart="${id}"]`).evaluate((chart) => {
        const box = chart.querySelector('.u-wrap > canvas').getBoundingClientRect();
        const plot = chart.querySelector('.u-over').getBoundingClientRect();
        return { left: plot.left - box.left, top: plot.top - box.top, width: plot.width, height: plot.height };
    });
    const pixels = points.map(([x, y]) => [place.left + x * place.width, place.top + (1 - y) * place.height].map(Math.round));
    return look(page, id, ({ data, width }, { rgb, at }) => {
        const has = (x, y) => [0, 1, 2].every((i) => Math.abs(data[4 * (y * width + x) + i] - rgb[i]) < 60);
        const near = [-2, -1, 0, 1, 2];
        return at.filter(([x, y]) => near.some((dx) => near.some((dy) => has(x + dx, y + dy)))).length / at.length;
    }, { rgb: colour.match(/\d+/g).slice(0, 3).map(Number), at: pixels });
}

// The colour of each line of the waits, as their legend shows it.
const waitColours = (page) => page.locator('#waits .legend button').evaluateAll((buttons) =>
    Object.fromEntries(buttons.map((button) => [button.textContent.trim().replace(/^all jobs$/, 'all'), getComputedStyle(button.querySelector('line')).stroke])));

const firstColour = (page) => page.evaluate(() => {
    const probe = Object.assign(document.createElement('i'), { style: 'color: var(--series-0)' });
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
});

// Lines of waits and utilisation that are not seen at the heights that the files say.  A solid line is
// seen nearly everywhere, a dashed one, on which others may lie, at some of its points.
export async function lineObjections(page, results) {
    const data = await dataOf(page);
    const panels = 'utilisation-1' in await chartsOf(page) ? [0, 1] : [0];
    const wrong = [];
    const expected = [];
    for (const panel of panels) {
        const which = await caseOf(page, data, panel);
        expected.push({ used: seriesCharts(results.series, which, 'community').utilisation, waits: waitsChart(results.waits, which) });
    }
    const all_used = expected.flatMap(({ used }) => used.xs);
    const bin_s = all_used[1] - all_used[0];
    const from_s = Math.min(...all_used);
    const span_s = Math.max(...all_used) + bin_s - from_s;
    const most = Math.max(1, ...expected.flatMap(({ used }) => used.series.utilisation));
    const longest = Math.max(1, ...expected.flatMap(({ waits }) => waits.xs));
    const check = async (id, name, colour, points, least) => {
        const part = await partSeen(page, id, colour, points);
        if (!(part >= least))
            wrong.push(`${id} ${name}: at ${(part * 100).toFixed(0)} % of ${points.length} points is its colour ${colour} at the height of the files`);
    };
    const blue = await firstColour(page);
    const colours = await waitColours(page);
    for (const [panel, { used, waits }] of expected.entries()) {
        await goTo(page, `utilisation-${panel}`);
        const bins = used.xs.map((x, i) => [(x + bin_s / 2 - from_s) / span_s, used.series.utilisation[i] / most]);
        await check(`utilisation-${panel}`, 'utilisation', blue, bins, 0.9);
        await goTo(page, `waits-${panel}`);
        for (const [name, values] of Object.entries(waits.series)) {
            const points = waits.xs.map((x, i) => [Math.asinh(x) / Math.asinh(longest), values[i]]);
            await check(`waits-${panel}`, name, colours[name], points, name === 'all' ? 0.6 : 0.25);
        }
    }
    return wrong;
}
