// Times as the tests take them: with a clock of their own beside the page's, and only when the pixels are
// there.

// References in the markup (not in the data) that a browser would load by itself.
export function selfContained(html) {
    const markup = html.replace(/<script type="application\/json"[\s\S]*?<\/script>/g, '');
    const patterns = [
        /<(?:script|img|iframe|video|audio|source|embed|track|input)\b[^>]*?\bsrc\s*=\s*["']?(?!data:)[^"'\s>]+/gi,
        /<link\b[^>]*?\bhref\s*=\s*["']?(?!data:)[^"'\s>]+/gi,
        /@import\b[^;]{0,80}/gi,
        /\burl\(\s*["']?(?!data:|#)[^)"']{1,80}/gi,
    ];
    return patterns.flatMap((pattern) => markup.match(pattern) ?? []);
}

// What one opening took: the page's own time, ours, and how many jobs each Gantt chart has.
export async function opening({ page, opened_ms }) {
    const own = await page.evaluate(() => ({
        ready_ms: window.aifsimReport.ready_ms,
        jobs: window.aifsimReport.data.gantts.map((gantt) => gantt.jobs.id.length),
    }));
    return { ...own, opened_ms };
}

// Zooms in on three places in `depth` steps, moves, and goes back; for each step the best and worst of
// some tries in milliseconds, until one pixel of each canvas of the page has been read back.
export async function zooms(page, id, depth = 10) {
    await page.evaluate(() => window.aifsimReport.charts);
    await page.locator(`[data-chart="${id}"]`).scrollIntoViewIfNeeded();
    return page.evaluate(async ([chart, count]) => {
        const { xs, series } = window.aifsimReport.charts[chart];
        const first = xs[0];
        const last = series.end_s.reduce((a, b) => Math.max(a, b), 0);
        const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        const timed = (from, to) => {
            const start = performance.now();
            const own = window.aifsimReport.zoom(chart, from, to);
            for (const canvas of document.querySelectorAll('canvas'))
                if (canvas.width > 0 && canvas.height > 0)
                    canvas.getContext('2d').getImageData(0, 0, 1, 1);
            return Math.max(performance.now() - start, own);
        };
        const steps = [];
        for (const part of [0.1, 0.5, 0.9])
            for (let width = 1, i = 0; i < count; i++, width /= 2.2)
                steps.push([part, width]);
        for (let i = 0; i < count; i++)
            steps.push([0.3 + i / 40, 0.05]);
        steps.push([0.5, 1]);
        const times = [];
        for (const [part, width] of steps) {
            const middle = first + part * (last - first);
            const half = (width * (last - first)) / 2;
            const tries = [];
            // On a busy machine others take the processor away: a step that is slow gets more tries.
            for (let k = 0; k < 3 || (k < 12 && Math.min(...tries) > 100); k++) {
                window.aifsimReport.zoom(chart, middle - half * 0.9, middle + half * 0.9);
                await frame();
                tries.push(timed(middle - half, middle + half));
                await frame();
            }
            times.push({ part, width, best: Math.min(...tries), worst: Math.max(...tries) });
        }
        return times;
    }, [id, depth]);
}

// Presses keys and turns the wheel over a chart; for each, the least of some times from the event until
// after the next frame.
export async function gaps(page, id) {
    const chart = page.locator(`[data-chart="${id}"]`);
    await chart.scrollIntoViewIfNeeded();
    await chart.focus();
    await page.evaluate((name) => {
        window.testGaps = [];
        const frame = document.querySelector(`[data-chart="${name}"]`);
        for (const kind of ['keydown', 'wheel'])
            frame.addEventListener(kind, () => {
                const start = performance.now();
                requestAnimationFrame(() => {
                    const channel = new MessageChannel();
                    channel.port1.onmessage = () => window.testGaps.push(performance.now() - start);
                    channel.port2.postMessage(0);
                });
            }, true);
    }, id);
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const key = (name) => () => page.keyboard.press(name);
    const wheel = (turn) => () => page.mouse.wheel(0, turn);
    const steps = [...['+', '+', 'Shift+ArrowRight', '+', '-', 'Shift+ArrowLeft', '-', '-'].map(key), ...[-120, -120, -120, 120, 120, 120].map(wheel)];
    const best = steps.map(() => Infinity);
    for (let round = 0; round < 2 || (round < 8 && Math.max(...best) > 100); round++) {
        await page.keyboard.press('0');
        await page.waitForFunction(() => window.testGaps.length > 0);
        for (let i = 0; i < steps.length; i++) {
            await page.evaluate(() => (window.testGaps.length = 0));
            await steps[i]();
            await page.waitForFunction(() => window.testGaps.length > 0);
            best[i] = Math.min(best[i], await page.evaluate(() => window.testGaps[0]));
        }
    }
    return best;
}
