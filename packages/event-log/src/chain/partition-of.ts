/** The partition that Kafka's Java client chooses for a key: murmur2 of the key's bytes. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

const multiplier = 0x5bd1e995;

/** MurmurHash2, 32 bits, with the seed that Kafka uses. */
export function murmur2(data: Uint8Array): number {
  const whole = data.byteLength & ~3;
  let hash = 0x9747b28c ^ data.byteLength;
  for (let at = 0; at < whole; at += 4) {
    const word = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24);
    const mixed = Math.imul(word, multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(mixed ^ (mixed >>> 24), multiplier);
  }
  const rest = data.byteLength - whole;
  if (rest === 3) hash ^= (data[whole + 2] ?? 0) << 16;
  if (rest >= 2) hash ^= (data[whole + 1] ?? 0) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ (data[whole] ?? 0), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) | 0;
}
