import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { ArtifactInvalid } from './artifact-invalid.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** An artifact holds one window, which fits in memory; more than this is none of ours. */
const expandedBytesMax = 512 * 1024 * 1024;

/** One JSON value a line, compressed. */
export async function encodeJsonLines(values: readonly unknown[]): Promise<Uint8Array> {
  return await compress(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

/** @throws ArtifactInvalid */
export async function decodeJsonLines<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): Promise<z.output<Schema>[]> {
  try {
    const text = (await expand(bytes, { maxOutputLength: expandedBytesMax })).toString('utf8');
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
