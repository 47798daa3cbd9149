// What must hold of any report, each a function that returns a list of objections; none is as it should
// be.  planted.test.mjs shows that each of them can object.
import { contrast, over } from './colour.mjs';
import { settled } from './browser.mjs';
import { colouredPixels, hiddenCharts } from './drawn.mjs';

// Texts that are seen, with their colour and the backgrounds below them, from the top down.  Runs in
// the page.  Colours go through a canvas, which knows every notation.  Of long tables the first rows
// stand for all.
function visibleTexts() {
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const known = new Map();
    const rgba = (colour) => {
        if (!known.has(colour)) {
            context.clearRect(0, 0, 1, 1);
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
            known.set(colour, [r, g, b, a / 255]);
        }
        return known.get(colour);
    };
    const grounds = new Map();
    // Backgrounds from the element down, and how much its ancestors let through.
    const ground = (element) => {
        if (!element)
            return { layers: [], opacity: 1 };
        if (!grounds.has(element)) {
            const below = ground(element.parentElement);
            const style = getComputedStyle(element);
            grounds.set(element, { layers: [rgba(style.backgroundColor), ...below.layers], opacity: Number(style.opacity) * below.opacity });
        }
        return grounds.get(element);
    };
    const seen = (element, text) => {
        const style = getComputedStyle(element);
        const colour = rgba(element instanceof SVGElement ? style.fill : style.color).slice();
        const { layers, opacity } = ground(element);
        colour[3] *= opacity;
        return { text: text.trim().slice(0, 40), colour, layers, size: parseFloat(style.fontSize), weight: Number(style.fontWeight) };
    };
    const shown = (element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        element.getClientRects().length > 0 && !element.closest('select, :disabled, tbody tr:nth-child(n + 30)');
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() !== '' && shown(node.parentElement))
            texts.push(seen(node.parentElement, node.data));
    }
    for (const element of document.querySelectorAll('select, input'))
        if (element.checkVisibility() && !element.disabled)
            texts.push(seen(element, element.tagName === 'SELECT' ? element.selectedOptions[0]?.text ?? '' : element.value));
    return texts;
}

// Every text has the contrast that WCAG asks for: 4.5, or 3 where it is large.
export async function textContrast(page) {
    const texts = await page.evaluate(visibleTexts);
    const objections = new Set(texts.length < 20 ? [`only ${texts.length} texts are seen`] : []);
    for (const { text, colour, layers, size, weight } of texts) {
        let below = [255, 255, 255, 1];
        for (const layer of [...layers].reverse())
            below = over(layer, below);
        const ratio = contrast(over(colour, below), below);
        const is_large = size >= 24 || (size >= 18.66 && weight >= 700);
        if (ratio < (is_large ? 3 : 4.5))
            objections.add(`contrast ${ratio.toFixed(2)} of "${text}" (${size} px): ${colour} on ${below}`);
    }
    return [...objections];
}

// The document says its language and what it is; headings go down by one level; all controls and
// pictures have names.
export async function structure(page) {
    return page.evaluate(() => {
        const objections = [];
        if (!/^[a-z]{2}/.test(document.documentElement.lang))
            objections.push('the document has no lang');
        if (document.title.trim() === '')
            objections.push('the document has no title');
        if (!document.querySelector('main, [role=main]'))
            objections.push('there is no main part');
        const seen = (element) => element.checkVisibility({ visibilityProperty: true });
        const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen);
        if (headings.filter((heading) => heading.tagName === 'H1').length !== 1)
            objections.push('there is not exactly one h1');
        let before = 0;
        for (const heading of headings) {
            const level = Number(heading.tagName[1]);
            if (level > before + 1)
                objections.push(`heading "${heading.textContent}": level ${level} after ${before}`);
            before = level;
        }
        const name = (element) => {
            const by = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/)
                .map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
            const labels = [...element.labels ?? []].map((label) => label.textContent).join(' ');
            const own = ['SELECT', 'INPUT', 'TEXTAREA'].includes(element.tagName) ? '' : element.textContent;
            return `${by}${element.getAttribute('aria-label') ?? ''}${labels}${own}`.trim();
        };
        for (const element of document.querySelectorAll('button, select, input, textarea, summary, a[href], [tabindex], [role=img], [role=button]'))
            if (name(element) === '' && element.getAttribute('tabindex') !== '-1')
                objections.push(`no name: <${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`);
        for (const table of document.querySelectorAll('table'))
            if (!table.querySelector('th') || (!table.caption && !table.hasAttribute('aria-label') && !table.hasAttribute('aria-labelledby')))
                objections.push(`a table without header cells or name: ${table.textContent.slice(0, 40)}`);
        return objections;
    });
}

// Tab reaches every control, in the order of the document, and shows where it is.
export async function keyboard(page) {
    const expected = await page.evaluate(() => {
        const all = [...document.querySelectorAll('a[href], button, select, input, textarea, summary, [tabindex]')]
            .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }));
        all.forEach((element, i) => element.setAttribute('data-test-order', i));
        window.testRest = all.map((element) => {
            const style = getComputedStyle(element);
            return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.borderColor}`;
        });
        document.activeElement?.blur();
        window.getSelection()?.removeAllRanges();
        window.scrollTo(0, 0);
        return all.map((e) => `<${e.tagName.toLowerCase()} id="${e.id}">${(e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 30)}`);
    });
    const objections = expected.length === 0 ? ['there is nothing to reach by keyboard'] : [];
    const reached = new Set();
    let last = -1;
    for (let i = 0; i < expected.length + 5; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
            const element = document.activeElement;
            const order = Number(element?.getAttribute('data-test-order') ?? -1);
            if (order < 0 || element === document.body)
                return { order: -1 };
            const style = getComputedStyle(element);
            const now = `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.borderColor}`;
            const box = element.getBoundingClientRect();
            const in_view = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
            return { order, is_marked: now !== window.testRest[order] && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) >= 1), in_view };
        });
        if (at.order < 0 || reached.has(at.order))
            continue;
        reached.add(at.order);
        if (at.order < last)
            objections.push(`Tab goes back to ${expected[at.order]}`);
        last = at.order;
        if (!at.is_marked)
            objections.push(`no visible focus: ${expected[at.order]}`);
        if (!at.in_view)
            objections.push(`the focus is out of sight: ${expected[at.order]}`);
    }
    expected.forEach((what, i) => {
        if (!reached.has(i))
            objections.push(`Tab does not reach ${what}`);
    });
    return objections;
}

// The document is not wider than the window it is shown in.
export async function width(page) {
    return page.evaluate(() => {
        const wide = document.documentElement.scrollWidth;
        if (wide <= document.documentElement.clientWidth)
            return [];
        const culprits = [...document.body.querySelectorAll('*')]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map((e) => `<${e.tagName.toLowerCase()} id="${e.id}" class="${e.className}">`);
        return [`the document is ${wide} px wide in a window of ${innerWidth}: ${culprits.join(' ')}`];
    });
}

// In print there are no controls, and what is said and drawn on screen is still there.
export async function print(page) {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await settled(page);
    const objections = await page.evaluate(() => {
        const is_seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        const left = [...document.querySelectorAll('select, input, button')].filter(is_seen)
            .map((element) => `in print there is a control: <${element.tagName.toLowerCase()} id="${element.id}">`);
        for (const section of document.querySelectorAll('body > header, body > footer, main section'))
            if (!is_seen(section) || section.getBoundingClientRect().height < 10)
                left.push(`section ${section.id || section.tagName.toLowerCase()} is not printed`);
        for (const id of ['utilisation', 'shares', 'waits', 'gantt'])
            if (!document.querySelector(`#${id} [data-chart]`))
                left.push(`section ${id} has no chart on paper`);
        return left;
    });
    const hidden = await hiddenCharts(page);
    objections.push(...hidden.map((text) => `on paper ${text}`));
    for (const id of hidden.length > 0 ? [] : await page.locator('[data-chart]').evaluateAll((charts) => charts.map((chart) => chart.dataset.chart)))
        if (await colouredPixels(page, id) < 100)
            objections.push(`${id} is blank on paper`);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    if (pages < 1 || pages > 60)
        objections.push(`the report prints on ${pages} pages`);
    await page.emulateMedia({ media: null });
    return objections;
}
