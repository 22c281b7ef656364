import type { Client } from '@opensearch-project/opensearch';
import { createBackoff, type Machine, messageOf } from '@ragtime/runtime';
import { z } from 'zod';
import { type IndexEntry, keyOf, type SearchIndex } from '../search-index.ts';
import { documentOf } from './entries.ts';

/**
 * The server accepts no writes now: its disk is at the flood mark, the index is missing, or a shard has no copy. Records wait in the log and are
 * put later.
 */
export class IndexUnavailable extends Error {
  override readonly name = 'IndexUnavailable';
  /** Of the table of codes: a route that looks a passage up answers so while the server is away. */
  readonly code = 'search-unavailable';
}

export interface Writing {
  readonly client: Client;
  /** The name of one index, or of the alias of the index that answers. */
  readonly index: string;
  readonly isAlias: boolean;
  readonly machine: Machine;
}

/** A larger request takes the server longer than it saves. */
const [batchEntries, batchBytes] = [500, 5 * 1024 * 1024];
/** While the server reports that its queue is full, it gets pauses of this length. */
const betweenMs = [100, 5_000] as const;
const triesMax = 8;

const BulkAnswer = z.object({
  errors: z.boolean(),
  items: z.array(
    z.record(z.string(), z.object({ status: z.int(), error: z.object({ type: z.string(), reason: z.string().nullish() }).optional() })),
  ),
});

/** @throws IndexUnavailable */
export async function putEntries(writing: Writing, entries: readonly IndexEntry[]): Promise<void> {
  // The later of two entries with one key wins. Their order is kept within one request and between two.
  for (const batch of batchesOf(entries)) await putBatch(writing, batch);
}

interface Line {
  readonly id: string;
  readonly document: Record<string, unknown>;
}

async function putBatch({ client, index, isAlias, machine }: Writing, batch: readonly Line[]): Promise<void> {
  const backoff = createBackoff(machine, betweenMs);
  let left = batch;
  for (let tries = 1; ; tries += 1) {
    const body = left.flatMap(({ id, document }) => [{ index: { _index: index, _id: id } }, document]);
    const answered = await client.bulk({ body, require_alias: isAlias }).then(
      (answer) => BulkAnswer.parse(answer.body),
      (error: unknown) => {
        if (statusOf(error) === 429) return undefined;
        throw asUnavailable(error);
      },
    );
    const failed = answered?.items.map((item) => Object.values(item)[0]) ?? [];
    const lasting = failed.find((item) => item !== undefined && item.status >= 300 && item.status !== 429);
    if (lasting !== undefined) throw failureOf(lasting.status, `${lasting.error?.type}: ${lasting.error?.reason ?? ''}`);
    left = answered === undefined ? left : left.filter((_, at) => failed[at]?.status === 429);
    if (left.length === 0) return;
    if (tries === triesMax) throw new IndexUnavailable('the server stayed overloaded through all retries');
    await backoff.wait();
  }
}

function* batchesOf(entries: readonly IndexEntry[]): Generator<readonly Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (batch.length > 0 && (batch.length === batchEntries || bytes + size > batchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push({ id: keyOf(entry), document: documentOf(entry) });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** An estimate of the entry's size as JSON. Its text counts twice: once to be read and once to be searched. */
const sizeOf = ({ text, vector }: IndexEntry): number => 1_000 + 2 * text.length + 12 * vector.length;

const Deleted = z.object({ deleted: z.int(), version_conflicts: z.int() });

/** Entries that were just written are found only after a refresh. @throws IndexUnavailable */
export async function removeEntries({ client, index }: Writing, what: Parameters<SearchIndex['remove']>[0]): Promise<number> {
  const filter = Object.entries(what).map(([field, value]) => ({ term: { [field]: value } }));
  let removed = 0;
  try {
    for (;;) {
      await client.indices.refresh({ index });
      const { body } = await client.deleteByQuery({
        index,
        conflicts: 'proceed',
        refresh: true,
        body: { query: { bool: { filter } } },
      });
      const { deleted, version_conflicts: conflicts } = Deleted.parse(body);
      removed += deleted;
      if (conflicts === 0) return removed;
    }
  } catch (error) {
    throw asUnavailable(error);
  }
}

const Failure = z.object({ statusCode: z.int().optional() });

export const statusOf = (error: unknown): number | undefined => Failure.safeParse(error).data?.statusCode;

/** Errors that may pass: no answer, no index, no copy, no room. */
export function asUnavailable(error: unknown): unknown {
  const status = statusOf(error);
  const message = messageOf(error);
  if (status === undefined) return error instanceof z.ZodError ? error : new IndexUnavailable(message, { cause: error });
  return failureOf(status, message, error);
}

const passing = new Set([403, 404, 408, 429, 500, 502, 503, 504, 507]);

const failureOf = (status: number, message: string, cause?: unknown): Error =>
  passing.has(status)
    ? new IndexUnavailable(`the server answered ${status}: ${message}`, { cause })
    : new Error(`the server refused an entry with ${status}: ${message}`, { cause });
