/** Confluent's framing: a zero byte and the schema's id, 4 bytes, big-endian; the body follows. */
export const headerBytes = 5;

export function writeHeader(target: Buffer, schemaId: number): void {
  target[0] = 0;
  target.writeUInt32BE(schemaId, 1);
}

/** @returns undefined for a value that is not framed. */
export function readSchemaId(value: Buffer): number | undefined {
  return value.length < headerBytes || value[0] !== 0 ? undefined : value.readUInt32BE(1);
}
