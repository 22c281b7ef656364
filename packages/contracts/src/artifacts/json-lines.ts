import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { ArtifactInvalid } from './artifact-invalid.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** An artifact holds one window, which fits in memory. A larger one was not written by this code. */
const expandedBytesMax = 512 * 1024 * 1024;

/** Up to this size compressing takes about a millisecond, less than the way to another thread and back under load. */
const atOnceBytesMax = 64 * 1024;

/** Writes one JSON value a line, compressed. */
export async function encodeJsonLines(values: readonly unknown[]): Promise<Uint8Array> {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  return text.length <= atOnceBytesMax ? gzipSync(text) : await compress(text);
}

/** @throws ArtifactInvalid */
export async function decodeJsonLines<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): Promise<z.output<Schema>[]> {
  try {
    const limit = { maxOutputLength: expandedBytesMax };
    const text = (bytes.length <= atOnceBytesMax / 4 ? gunzipSync(bytes, limit) : await expand(bytes, limit)).toString('utf8');
    return text === ''
      ? []
      : text
          .replace(/\n$/u, '')
          .split('\n')
          .map((line) => schema.parse(JSON.parse(line)));
  } catch (cause) {
    throw new ArtifactInvalid('not the JSON lines that were expected', { cause });
  }
}
