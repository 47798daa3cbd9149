// The colours that charts use, as the legends show them, and who could confuse them.
import { contrast, distance, parseColour, visions } from './colour.mjs';

// {ground, blocks, lines}: the background, and of each legend the colours of areas or {colour, dash} of lines.
export async function palette(page) {
    return page.evaluate(() => {
        const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if (!/, 0\)$/.test(colour))
                    return colour;
            }
            return 'rgb(255, 255, 255)';
        };
        const blocks = [...document.querySelectorAll('.legend')].map((legend) =>
            [...legend.querySelectorAll('button .block')].map((block) => getComputedStyle(block).backgroundColor)).filter((list) => list.length > 0);
        const lines = [...document.querySelectorAll('.legend')].map((legend) => [...legend.querySelectorAll('button .swatch line')].map((line) => {
            const style = getComputedStyle(line);
            return { colour: style.stroke, dash: style.strokeDasharray };
        })).filter((list) => list.length > 0);
        return { ground: ground(document.querySelector('[data-chart]') ?? document.body), blocks, lines };
    });
}

// For each name in a legend, the colours it has in the legends of the page.
export async function namedColours(page) {
    return page.evaluate(() => {
        const named = {};
        for (const button of document.querySelectorAll('.legend button')) {
            const line = button.querySelector('.swatch line');
            const colour = line ? getComputedStyle(line).stroke : getComputedStyle(button.querySelector('.block')).backgroundColor;
            (named[button.textContent.trim()] ??= []).push(colour);
        }
        return named;
    });
}

// Colours that do not stand out from the ground, or that look alike with one of the usual deficiencies.
// Areas side by side are told apart from a distance of 10 up; below 2.3 nobody sees a difference.
export function confusions({ ground, blocks, lines }) {
    const below = parseColour(ground);
    const wrong = [];
    for (const colour of new Set([...blocks.flat(), ...lines.flat().map((line) => line.colour)]))
        if (contrast(parseColour(colour), below) < 3)
            wrong.push(`${colour} has contrast ${contrast(parseColour(colour), below).toFixed(2)} on ${ground}`);
    for (const vision of visions)
        for (const list of blocks)
            list.forEach((one, i) => list.slice(i + 1).forEach((other) => {
                const apart = distance(parseColour(one), parseColour(other), vision);
                if (apart < 10)
                    wrong.push(`${one} and ${other} are ${apart.toFixed(1)} apart${vision && ` with ${vision}`}`);
            }));
    return wrong;
}

// Lines of one legend that share both colour and dash.
export function linesDiffer({ lines }) {
    return lines.flatMap((list) => list.flatMap((one, i) => list.slice(i + 1)
        .filter((other) => other.dash === one.dash)
        .map((other) => `two lines are dashed alike: ${one.colour} and ${other.colour}, ${one.dash}`)));
}
