// Colours as numbers: contrast after WCAG 2.1 (relative luminance), what people with a colour vision
// deficiency see after Machado, Oliveira and Fernandes (2009, severity 1.0), and the distance of two
// colours in CIE L*a*b* (D65).

// [r, g, b, alpha], 0..255 and 0..1, of `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)` or `#123abc`.
export function parseColour(text) {
    const hex = /^#([0-9a-f]{6})$/i.exec(text);
    if (hex)
        return [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16)).concat(1);
    const parts = /^rgba?\(([^)]*)\)$/.exec(text);
    if (!parts)
        throw new Error(`not a colour this test reads: ${text}`);
    const numbers = parts[1].split(/[\s,/]+/).map(Number);
    return [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
}

// The colour that is seen when `top` lies on the opaque `below`.
export function over(top, below) {
    const alpha = top[3];
    return [0, 1, 2].map((i) => top[i] * alpha + below[i] * (1 - alpha)).concat(1);
}

function linear(value) {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

export function luminance(colour) {
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

export function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

const deficiencies = {
    protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

// Linear r, g, b as somebody with the deficiency named sees the colour; '' is normal vision.
function seen(colour, deficiency) {
    const rgb = colour.slice(0, 3).map(linear);
    const m = deficiencies[deficiency];
    if (!m)
        return rgb;
    return [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * rgb[0] + m[i + 1] * rgb[1] + m[i + 2] * rgb[2])));
}

function lab(rgb) {
    const xyz = [
        (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047,
        0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.072175 * rgb[2],
        (0.0193339 * rgb[0] + 0.119192 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883,
    ].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116));
    return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
}

// Distance (CIE 1976) of two colours as seen with a deficiency, or with '' normally.
export function distance(one, other, deficiency) {
    const a = lab(seen(one, deficiency));
    const b = lab(seen(other, deficiency));
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

export const visions = ['', ...Object.keys(deficiencies)];
