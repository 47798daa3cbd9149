// Reads the packed columns of the data: differences to the value before, zigzag, LEB128, base64.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE_OF = new Int8Array(128).fill(-1);
for (let i = 0; i < DIGITS.length; i++) VALUE_OF[DIGITS.charCodeAt(i)] = i;

// The bytes of a base64 text.
export function decodeBase64(text) {
  let length = text.length;
  while (length > 0 && text[length - 1] === "=") length--;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let i = 0;
  let at = 0;
  for (; i + 4 <= length; i += 4) {
    const bits = (digit(text, i) << 18) | (digit(text, i + 1) << 12) | (digit(text, i + 2) << 6) | digit(text, i + 3);
    bytes[at++] = bits >>> 16;
    bytes[at++] = bits >>> 8;
    bytes[at++] = bits;
  }
  if (i + 2 <= length) bytes[at++] = (digit(text, i) << 2) | (digit(text, i + 1) >>> 4);
  if (i + 3 <= length) bytes[at] = (digit(text, i + 1) << 4) | (digit(text, i + 2) >>> 2);
  return bytes;
}

function digit(text, i) {
  const code = text.charCodeAt(i);
  const value = code < 128 ? VALUE_OF[code] : -1;
  if (value < 0) throw new Error(`a packed column has the character ${JSON.stringify(text[i])}, which is not base64`);
  return value;
}

// The integers of a packed column {n, v}; a plain array is taken as it is.  Int32Array where all values fit,
// else Float64Array, exact to 2^53.
export function unpackColumn(column) {
  if (Array.isArray(column)) return fitted(Float64Array.from(column));
  const bytes = decodeBase64(column.v);
  return (
    readVarints(bytes, column.n, new Int32Array(column.n)) ?? readVarints(bytes, column.n, new Float64Array(column.n))
  );
}

// Reads differences into values; null where one does not fit into their type.
function readVarints(bytes, count, values) {
  const is_narrow = values instanceof Int32Array;
  let at = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++];
    let raw = byte & 127;
    // Beyond 28 bits shifts would overflow: products are exact to 2^53.
    for (let factor = 128; byte >= 128; factor *= 128) {
      byte = bytes[at++];
      raw += (byte & 127) * factor;
    }
    if (byte === undefined) throw new Error(`a packed column ends after ${i} of ${count} values`);
    last += raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    if (is_narrow && (last > 2147483647 || last < -2147483648)) return null;
    values[i] = last;
  }
  if (at !== bytes.length) throw new Error(`a packed column has more than its ${count} values`);
  return values;
}

// The same values in half the space where they fit.
function fitted(values) {
  for (const value of values) if (value > 2147483647 || value < -2147483648) return values;
  return Int32Array.from(values);
}

// Unpacks every column of an object of columns, which must be of one length.
export function unpackTable(table) {
  const columns = {};
  let length = -1;
  for (const [name, column] of Object.entries(table)) {
    columns[name] = unpackColumn(column);
    if (length >= 0 && columns[name].length !== length)
      throw new Error(`column ${name} has ${columns[name].length} values, the one before ${length}`);
    length = columns[name].length;
  }
  return columns;
}
