// Opens a report as its reader does - from a file, without a network - and writes down everything a
// page must not do meanwhile.
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

// The browser of the machine: Debian's by the name of its package, or the one AIFSIM_CHROMIUM names.
export function browserPath() {
    for (const name of [process.env.AIFSIM_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
        try {
            if (name)
                return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim();
        } catch {
            // Not on this machine: the next name.
        }
    }
    throw new Error('there is no chromium');
}

export async function launch() {
    return chromium.launch({ executablePath: browserPath(), args: ['--force-color-profile=srgb'] });
}

// Everything in `offences` afterwards is a reason to fail: requests, console messages, exceptions.
function watch(page, address, offences) {
    page.on('request', (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith(`${address}#`))
            offences.push(`request: ${request.resourceType()} ${url.slice(0, 200)}`);
    });
    page.on('websocket', (socket) => offences.push(`request: websocket ${socket.url()}`));
    page.on('console', (message) => {
        if (['error', 'warning', 'assert'].includes(message.type()))
            offences.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => offences.push(`exception: ${error.message}`));
    page.on('crash', () => offences.push('the page crashed'));
}

// A page of its own for the file, loaded and drawn.  Options: width, height, scheme (light, dark), ready
// (false: do not wait until it is drawn).  The caller closes `context`.
export async function openReport(browser, path, options = {}) {
    const context = await browser.newContext({
        offline: true,
        viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
        colorScheme: options.scheme ?? 'light',
        deviceScaleFactor: 1,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
    });
    context.setDefaultTimeout(10000);
    const page = await context.newPage();
    const address = pathToFileURL(path).href;
    const offences = [];
    watch(page, address, offences);
    const began = performance.now();
    await page.goto(address);
    if (options.ready !== false)
        await page.waitForFunction(() => window.aifsimReport?.ready_ms > 0, null, { timeout: 30000 });
    return { context, page, offences, opened_ms: performance.now() - began };
}

// Runs body(page, offences) on a report and closes it whatever happens.
export async function withReport(browser, path, options, body) {
    const opened = await openReport(browser, path, options);
    try {
        return await body(opened.page, opened.offences, opened);
    } finally {
        await opened.context.close();
    }
}

// Chooses an option of a <select> as a user does and waits until the page has drawn it.
export async function choose(page, id, value) {
    await page.selectOption(`#${id}`, value);
    await settled(page);
}

export async function settled(page) {
    await page.evaluate(() => new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));
    }));
}
