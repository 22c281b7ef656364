import { stat } from 'node:fs/promises';
import { type Client, RagtimeProblem, RagtimeUnreachable, type UploadedItem } from '@ragtime/client';
import { type Machine, randomUuid, retry } from '@ragtime/runtime';
import { isFetchFailure } from '../shared/failures.ts';
import type { FoundFile } from './files/walk.ts';

/** About thirty seconds, in which a restarted server is back. */
const attemptsMax = 10;
const betweenMs = [250, 10_000] as const;

/**
 * Sends a request until it is answered, each time with the same key, so that it has its effect once.
 *
 * @throws RagtimeProblem, or the error of the last attempt
 */
export async function sendUntilAnswered<Answer>(
  send: (idempotencyKey: string) => Promise<Answer>,
  { machine, signal }: { readonly machine: Machine; readonly signal: AbortSignal },
  newKey: () => Promise<boolean> = async () => false,
): Promise<Answer> {
  let key = randomUuid(machine.random);
  const onFailure = async () => {
    if (await newKey()) key = randomUuid(machine.random);
  };
  return await retry(() => send(key), { machine, betweenMs, attemptsMax, signal, mayPass, onFailure });
}

const mayPass = (error: unknown): boolean =>
  error instanceof RagtimeUnreachable || isFetchFailure(error) || (error instanceof RagtimeProblem && error.isPassing);

/** Makes a document of the file, or a revision of the document of its name, and a run that reads it. */
export async function sendFile(
  client: Client,
  datasetId: string,
  file: FoundFile,
  options: { readonly machine: Machine; readonly signal: AbortSignal },
): Promise<UploadedItem> {
  let sent = await versionOf(file);
  const items = await sendUntilAnswered(
    async (idempotencyKey) =>
      await client.upload(datasetId, [{ path: file.path, name: file.name }], {
        query: { parse: 'true', ifExists: 'replace' },
        idempotencyKey,
        signal: options.signal,
      }),
    options,
    async () => {
      // A file that changed while it was sent needs a request of its own.
      const before = sent;
      sent = await versionOf(file);
      return sent !== before;
    },
  );
  const [item] = items;
  if (item === undefined) throw new Error('the answer of the server does not contain the file');
  return item;
}

async function versionOf({ path }: FoundFile): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
}
