// Packs integers as the program does: differences, zigzag, LEB128, base64.
export function pack(values) {
  const bytes = [];
  let last = 0;
  for (const value of values) {
    const step = value - last;
    let raw = step >= 0 ? step * 2 : -step * 2 - 1;
    while (raw >= 128) {
      bytes.push((raw % 128) + 128);
      raw = Math.floor(raw / 128);
    }
    bytes.push(raw);
    last = value;
  }
  return { n: values.length, v: Buffer.from(bytes).toString("base64") };
}
