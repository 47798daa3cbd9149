// Reads the packed columns of the data: differences to the value before, zigzag, LEB128, base64.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE_OF = new Int8Array(128).fill(-1);
for (let i = 0; i < DIGITS.length; i++) VALUE_OF[DIGITS.charCodeAt(i)] = i;

// The bytes of a base64 text.  An own loop is several times faster here than atob() and a copy.
export function decodeBase64(text) {
  let length = text.length;
  while (length > 0 && text[length - 1] === "=") length--;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUE_OF[code] : -1;
    if (value < 0) throw new Error(`a packed column has the character ${JSON.stringify(text[i])}, which is not base64`);
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >>> bits;
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}

// The integers of a packed column {n, v}; a plain array is taken as it is.  Int32Array where all values fit,
// else Float64Array, exact to 2^53.
export function unpackColumn(column) {
  if (Array.isArray(column)) return fitted(Float64Array.from(column));
  const bytes = decodeBase64(column.v);
  const values = new Float64Array(column.n);
  let at = 0;
  let last = 0;
  for (let i = 0; i < column.n; i++) {
    let raw = 0;
    let factor = 1;
    let byte = 128;
    while (byte >= 128) {
      if (at >= bytes.length) throw new Error(`a packed column ends after ${i} of ${column.n} values`);
      byte = bytes[at++];
      raw += (byte & 127) * factor;
      factor *= 128;
    }
    last += raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    values[i] = last;
  }
  if (at !== bytes.length) throw new Error(`a packed column has more than its ${column.n} values`);
  return fitted(values);
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
