// Reads figures back from the texts that the page shows.

const seconds = { d: 86400, h: 3600, min: 60, s: 1 };
const finer = { d: 3600, h: 60, min: 1, s: 1 };

// {value, half}: the figure that a text shows and half of its last place; null for a dash.
export function shownFigure(text) {
    const plain = text.trim().replaceAll('\u2212', '-').replace(/^\+/, '');
    if (/^[\u2013\u2014-]?$/.test(plain))
        return null;
    const parts = [...plain.matchAll(/([\d.]+) (d|h|min|s)(?![a-z])/g)];
    if (parts.length > 0) {
        const size = parts.reduce((sum, [, number, unit]) => sum + Number(number) * seconds[unit], 0);
        const last = parts[0][1].includes('.') ? 0.1 : finer[parts[0][2]];
        return { value: plain.startsWith('-') ? -size : size, half: last / 2 };
    }
    const number = /^(-?[\d \u2009\u202f\u00a0,]+(?:\.(\d+))?(?:e(-?\d+))?) ?(%|points)?/.exec(plain);
    if (!number)
        throw new Error(`not a figure: "${text}"`);
    const scale = (number[4] ? 0.01 : 1);
    const value = Number(number[1].replace(/[ \u2009\u202f\u00a0,]/g, '')) * scale;
    return { value, half: 0.5 * 10 ** (Number(number[3] ?? 0) - (number[2]?.length ?? 0)) * scale };
}

// Whether a text shows a figure, to the places that it has.
export function shows(text, figure) {
    const shown = shownFigure(text);
    if (shown === null || figure === null)
        return shown === null && figure === null;
    return Math.abs(shown.value - figure) <= shown.half * (1 + 1e-6) + 1e-12;
}
