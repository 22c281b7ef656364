import { AppendRefused, barrierStamp, type EventLog, type LogRecord } from '@ragtime/event-log';
import { type Machine, retry } from '@ragtime/runtime';
import type { EventCodec } from '../codec/codec.ts';
import { type LoadedSchemas, loadOver, schemaTopic } from './load.ts';

const attemptsMax = 8;
const betweenMs = [50, 2_000] as const;
/** Well below what any log accepts as one batch. */
const batchBytes = 200 * 1024;

/**
 * Writes every schema of this code that the log lacks. Await it before a node's first event. Two nodes that start at once may write one schema
 * twice, which harms nothing.
 *
 * @returns the schemas that are in the log now.
 * @throws AppendRefused when the log is full or does not let us write; the last error after 8 attempts, about 5 s.
 */
export async function publishSchemas(parts: {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly machine: Pick<Machine, 'timers' | 'random'>;
  readonly signal?: AbortSignal;
}): Promise<LoadedSchemas> {
  const { log, codec, machine, signal } = parts;
  // After a failure the batch may or may not be in the log. The next attempt reads again, over another session.
  return await retry(() => publishOnce(log, codec), { machine, betweenMs, attemptsMax, signal, mayPass: (error) => !isFinal(error) });
}

async function publishOnce(log: EventLog, codec: EventCodec): Promise<LoadedSchemas> {
  const session = await log.openSession(schemaTopic.name, 0);
  try {
    const found = await loadOver(session, codec, 0);
    const missing = codec.own().filter(({ id }) => !found.ids.has(id));
    for (const batch of batches(missing)) await session.append(batch);
    return { ...found, ids: new Set([...found.ids, ...missing.map(({ id }) => id)]) };
  } finally {
    await session.close();
  }
}

function batches(schemas: readonly { readonly id: number; readonly json: string }[]): readonly (readonly LogRecord[])[] {
  const all: LogRecord[][] = [];
  let bytes = batchBytes;
  for (const { id, json } of schemas) {
    const value = new Uint8Array(Buffer.from(json));
    bytes += value.length;
    if (bytes > batchBytes) {
      all.push([]);
      bytes = value.length;
    }
    all.at(-1)?.push({ key: String(id), value, stamp: barrierStamp });
  }
  return all;
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof AppendRefused && (error.reason === 'storage-full' || error.reason === 'too-large' || error.reason === 'not-authorised')
  );
}
