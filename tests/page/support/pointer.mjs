// Pointing at places of a chart, given as parts (0..1) of the width and height of its plot.
import { settled } from './browser.mjs';

export async function goTo(page, id) {
    await page.locator(`[data-chart="${id}"]`).evaluate((chart) => chart.scrollIntoView({ block: 'center' }));
    await page.waitForTimeout(50);
    await settled(page);
}

const plot = (page, id) => page.locator(`[data-chart="${id}"] .u-over`);

export async function pointAt(page, id, x, y) {
    const box = await plot(page, id).boundingBox();
    await page.mouse.move(box.x + box.width * x - 2, box.y + box.height * y);
    await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
    await settled(page);
}

// The line below a chart.
export async function readout(page, id) {
    return page.locator(`[data-chart="${id}"] ~ .readout`).innerText();
}

// Whether the upright cursor of a chart is within its plot.
export async function over(page, id) {
    return page.locator(`[data-chart="${id}"] .u-cursor-x`).evaluate((cursor) => {
        const at = cursor.getBoundingClientRect();
        const box = cursor.parentElement.getBoundingClientRect();
        return getComputedStyle(cursor).display !== 'none' && at.left >= box.left - 1 && at.left <= box.right + 1;
    });
}

// What a chart looks like, as a text that differs if a pixel does.
export async function picture(page, id) {
    return page.locator(`[data-chart="${id}"] canvas`).last().evaluate((canvas) => {
        const main = canvas.closest('[data-chart]').querySelector('.u-wrap > canvas');
        return main.toDataURL();
    });
}

// Red, green and blue at a place of a chart.
export async function pixelAt(page, id, x, y) {
    return page.locator(`[data-chart="${id}"]`).evaluate((chart, [part_x, part_y]) => {
        const canvas = chart.querySelector('.u-wrap > canvas');
        const box = canvas.getBoundingClientRect();
        const plot = chart.querySelector('.u-over').getBoundingClientRect();
        const scale = canvas.width / box.width;
        const at = [plot.left - box.left + plot.width * part_x, plot.top - box.top + plot.height * part_y].map((value) => Math.round(value * scale));
        return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data].slice(0, 3);
    }, [x, y]);
}

// How high above the bottom of its plot a chart has a pixel of the colour of a series.
export async function heightOf(page, id, series) {
    return page.locator(`[data-chart="${id}"]`).evaluate((chart, number) => {
        const probe = document.createElement('i');
        probe.style.color = `var(--series-${number})`;
        chart.append(probe);
        const colour = getComputedStyle(probe).color.match(/\d+/g).map(Number);
        probe.remove();
        const canvas = chart.querySelector('.u-wrap > canvas');
        const box = canvas.getBoundingClientRect();
        const plot = chart.querySelector('.u-over').getBoundingClientRect();
        const [left, top, width, height] = [plot.left - box.left, plot.top - box.top, plot.width, plot.height].map(Math.round);
        const { data } = canvas.getContext('2d').getImageData(left, top, width, height);
        for (let at = 0; at < data.length; at += 4)
            if ([0, 1, 2].every((i) => Math.abs(data[at + i] - colour[i]) < 40))
                return height - Math.floor(at / 4 / width);
        return 0;
    }, series);
}
