/** Castagnoli's polynomial, reversed, as record batches use it. `node:zlib` has the other one. */
const polynomial = 0x82f63b78;

const tables = Array.from({ length: 8 }, () => new Int32Array(256));
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  t0[byte] = crc;
}
for (let byte = 0; byte < 256; byte += 1)
  for (let table = 1; table < 8; table += 1) {
    const before = tables[table - 1]?.[byte] ?? 0;
    (tables[table] as Int32Array)[byte] = (before >>> 8) ^ (t0[before & 255] ?? 0);
  }

/** CRC-32C of a part of a buffer, eight bytes at a time. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    crc =
      at8(t7, low) ^
      at8(t6, low >>> 8) ^
      at8(t5, low >>> 16) ^
      at8(t4, low >>> 24) ^
      at8(t3, high) ^
      at8(t2, high >>> 8) ^
      at8(t1, high >>> 16) ^
      at8(t0, high >>> 24);
  }
  for (; at < end; at += 1) crc = at8(t0, crc ^ view.getUint8(at)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const at8 = (table: Int32Array, value: number): number => table[value & 255] as number;
