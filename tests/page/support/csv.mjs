// Reads CSV as RFC 4180 states it, into columns by name.  The report's figures are compared with what
// this finds in the files, so it shares nothing with the program or the page.
import { readFileSync } from 'node:fs';

// The fields of one record that has quotes in it, from its place in the text; the place after it.
function quotedRecord(text, from) {
    const fields = [];
    let at = from;
    for (;;) {
        let field = '';
        if (text[at] === '"') {
            for (at++; at < text.length; at++) {
                if (text[at] !== '"')
                    field += text[at];
                else if (text[at + 1] === '"')
                    field += text[at++];
                else
                    break;
            }
            at++;
        } else {
            const end = text.slice(at).search(/[,\n]/);
            field = end < 0 ? text.slice(at) : text.slice(at, at + end);
            at += field.length;
        }
        fields.push(field);
        if (text[at] !== ',')
            return { fields, next: at + 1 };
        at++;
    }
}

// Calls row(fields) for each record, the header included.
export function eachRecord(text, row) {
    for (let at = 0; at < text.length;) {
        let end = text.indexOf('\n', at);
        end = end < 0 ? text.length : end;
        const line = text.slice(at, end);
        if (line.includes('"')) {
            const record = quotedRecord(text, at);
            row(record.fields);
            at = record.next;
        } else {
            row(line.split(','));
            at = end + 1;
        }
    }
}

// The named columns of a file, each an array of texts as long as there are rows.
export function readColumns(path, names) {
    const columns = Object.fromEntries(names.map((name) => [name, []]));
    let places = null;
    eachRecord(readFileSync(path, 'utf8'), (fields) => {
        if (places === null) {
            places = names.map((name) => fields.indexOf(name));
            const missing = names.filter((_, i) => places[i] < 0);
            if (missing.length > 0)
                throw new Error(`${path}: no column ${missing.join(', ')}`);
            return;
        }
        names.forEach((name, i) => columns[name].push(fields[places[i]]));
    });
    return columns;
}

// All rows of a small file, as objects.
export function readRows(path) {
    const rows = [];
    let names = null;
    eachRecord(readFileSync(path, 'utf8'), (fields) => {
        if (names === null)
            names = fields;
        else
            rows.push(Object.fromEntries(names.map((name, i) => [name, fields[i]])));
    });
    return rows;
}
