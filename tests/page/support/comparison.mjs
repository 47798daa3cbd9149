// The two tables of the comparison against the file that `aifsim compare` exports.
import { execFileSync } from 'node:child_process';
import { readRows } from './csv.mjs';
import { shows } from './shown.mjs';

// The rows of `aifsim compare --export-csv` for one community.
export function exported(directory, metrics, community) {
    const file = `${directory}-${community}.csv`;
    execFileSync(process.env.AIFSIM, ['compare', directory, '--metric', metrics.join(','), '--community', community, '--export-csv', file, '--force'],
        { stdio: ['ignore', 'ignore', 'inherit'] });
    return readRows(file);
}

// What stands in the tables: rows of {policy, cells}; a cell has mean, interval, verdict, exact (the title).
function shownTables() {
    const text = (cell, selector) => cell.querySelector(selector)?.textContent ?? null;
    return [...document.querySelectorAll('#comparison table')].map((table) => ({
        heads: [...table.querySelectorAll('thead th')].slice(1).map((cell) => cell.textContent),
        rows: [...table.querySelectorAll('tbody tr')].map((row) => ({
            policy: (row.querySelector('th .row-head') ?? row.querySelector('th')).firstChild.textContent,
            cells: [...row.querySelectorAll('td')].map((cell) => ({
                mean: text(cell, '.mean'),
                exact: cell.querySelector('.mean')?.title ?? '',
                interval: text(cell, '.interval'),
                verdict: text(cell, '.verdict'),
            })),
        })),
    }));
}

const figure = (text) => (text === '' || text === undefined ? null : Number(text));

function cellObjections(where, cell, [mean, low, high]) {
    if (mean === null)
        return cell.mean === null ? [] : [`${where} shows ${cell.mean} for no figure`];
    if (cell.mean === null)
        return [`${where} shows nothing for ${mean}`];
    const wrong = shows(cell.mean, mean) ? [] : [`${where} shows ${cell.mean} for ${mean}`];
    const [from, to] = cell.interval?.split(' to ') ?? [null, null];
    if ((from === null) !== (low === null) || (from !== null && !(shows(from, low) && shows(to, high))))
        wrong.push(`${where} shows the interval ${cell.interval} for ${low} to ${high}`);
    return wrong;
}

// Whether the means shown are exactly those exported, where the cell says so in full.
function exactObjections(where, cell, mean) {
    if (cell.exact === '' || mean === null)
        return [];
    return Number(cell.exact.split(' ')[0]) === mean ? [] : [`${where} has ${cell.exact} for ${mean}`];
}

function verdictObjections(where, cell, low, high) {
    if (low === null || cell.mean === null)
        return [];
    const is_shown = low > 0 || high < 0;
    return /^shown/.test(cell.verdict ?? '') === is_shown ? [] : [`${where} says "${cell.verdict}" of ${low} to ${high}`];
}

// Objections to the tables of the open page, for the site and trace chosen; rows: all that was exported.
export async function tableObjections(page, data, rows) {
    const place = await page.locator('#pick-case option:checked').innerText();
    const site = data.sites.map((one) => one.name).find((name) => place === name || place.startsWith(`${name} `));
    const [values, differences] = await page.evaluate(shownTables);
    const of = (policy, metric) => rows.find((row) => row.site === site && row.policy === policy && row.metric === metric.name);
    const has = data.metrics.filter((metric) => rows.some((row) => row.site === site && row.metric === metric.name && row.mean !== ''));
    const policies = new Set(rows.filter((row) => row.site === site).map((row) => row.policy));
    const wrong = [];
    if (values.heads.length !== has.length || !has.every((metric, i) => values.heads[i].startsWith(metric.label)))
        wrong.push(`the columns are ${values.heads} for ${has.map((metric) => metric.label)}`);
    if (values.rows.map((row) => row.policy).join() !== [...policies].join())
        wrong.push(`the policies are ${values.rows.map((row) => row.policy)} for ${[...policies]}`);
    for (const { policy, cells } of values.rows)
        has.forEach((metric, i) => {
            const row = of(policy, metric) ?? {};
            const where = `${policy} ${metric.name}`;
            wrong.push(...cellObjections(where, cells[i], [figure(row.mean), figure(row.mean_low), figure(row.mean_high)]));
            wrong.push(...exactObjections(where, cells[i], figure(row.mean)));
        });
    const compared = rows.some((row) => row.site === site && row.difference !== '');
    if (compared !== Boolean(differences))
        return [...wrong, compared ? 'there is no table of differences' : 'there is a table of differences of nothing'];
    for (const { policy, cells } of differences?.rows ?? [])
        has.forEach((metric, i) => {
            const row = of(policy, metric) ?? {};
            const where = `difference of ${policy} in ${metric.name}`;
            const [low, high] = [figure(row.difference_low), figure(row.difference_high)];
            wrong.push(...cellObjections(where, cells[i], [figure(row.difference), low, high]));
            wrong.push(...verdictObjections(where, cells[i], low, high));
        });
    return wrong;
}
