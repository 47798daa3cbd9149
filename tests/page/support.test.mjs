// What the tests of the page rest on is right itself; expected values are published or worked out by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, distance, over, parseColour } from './support/colour.mjs';
import { eachRecord } from './support/csv.mjs';
import { intervals, seriesCharts, waitsByJob, waitsChart } from './support/expected.mjs';
import { shownFigure, shows } from './support/shown.mjs';

test('contrast is what WCAG says it is', () => {
    const white = parseColour('#ffffff');

    assert.equal(contrast(white, parseColour('#000000')), 21);
    assert.equal(contrast(parseColour('#777777'), white).toFixed(2), '4.48');
    assert.equal(contrast(parseColour('#767676'), white).toFixed(2), '4.54');
    assert.deepEqual(over([0, 0, 0, 0.5], white), [127.5, 127.5, 127.5, 1]);
});

test('red and green are far apart, and near for who does not see the difference', () => {
    const [red, green, blue] = ['#a04000', '#5a6a00', '#0000ff'].map(parseColour);

    assert.ok(distance(red, green, '') > 50);
    assert.ok(distance(red, green, 'deuteranopia') < 20);
    assert.ok(distance(red, blue, 'deuteranopia') > 50);
    assert.equal(Math.round(distance(parseColour('#000000'), parseColour('#ffffff'), '')), 100);
});

test('records of CSV keep commas, quotes and line ends in quotes', () => {
    const records = [];

    eachRecord('a,b\n1,"x, ""y""\nz"\n,\n"",2', (fields) => records.push(fields));

    assert.deepEqual(records, [['a', 'b'], ['1', 'x, "y"\nz'], ['', ''], ['', '2']]);
});

test('figures are read from what people read', () => {
    assert.deepEqual(shownFigure('2 h 44 min'), { value: 9840, half: 30 });
    assert.deepEqual(shownFigure('−1 d 4 h'), { value: -100800, half: 1800 });
    assert.deepEqual(shownFigure('64.0 %'), { value: 0.64, half: 0.0005 });
    assert.deepEqual(shownFigure('12 345'), { value: 12345, half: 0.5 });
    assert.equal(shownFigure('–'), null);
    assert.ok(shows('+3.21', 3.2149) && !shows('+3.21', 3.2161) && !shows('–', 0));
});

test('charts are worked out from rows of CSV', () => {
    const cell = { cell: '0', site: 's', trace: 't', policy: 'p' };
    const which = { site: 's', trace: 't', policy: 'p' };
    const bin = (group_kind, group, from_s, capacity, busy, entitled) =>
        ({ ...cell, group_kind, group, from_s, capacity_unit_s: capacity, busy_unit_s: busy, entitled_unit_s: entitled, waiting_jobs: '2', waiting_units: '9' });
    const rows = [bin('all', 'all', '0', '100', '50', ''), bin('all', 'all', '60', '0', '0', ''),
        bin('community', 'c', '0', '', '25', '75'), bin('community', 'c', '60', '', '0', '')];
    const wait = (community, wait_s, jobs) => ({ ...cell, community, wait_s, jobs });

    const charts = seriesCharts(rows, which, 'community');

    assert.deepEqual(charts.utilisation, { xs: [0, 60], series: { utilisation: [0.5, null] } });
    assert.deepEqual(charts.share.series, { 'used c': [0.25, null], 'entitled c': [0.75, null] });
    assert.deepEqual(waitsChart([wait('all', '0', '1'), wait('all', '1', '4'), wait('c', '0', '2')], which),
        { xs: [0, 1], series: { all: [0.25, 1], c: [1, 1] } });
    assert.deepEqual(intervals('0-2 7'), [0, 1, 2, 7]);
    assert.deepEqual(waitsByJob([{ starting_time: '5', waiting_time: '5' }, { starting_time: '9', waiting_time: '1' }, { starting_time: '' }],
        [0, 1, 5], 'all'), [0, 0.5, 1]);
});
