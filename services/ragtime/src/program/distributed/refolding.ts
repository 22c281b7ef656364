import { startOwners } from '@ragtime/application';
import { type FoldedPart, type PartitionName, type SnapshotOptions } from '@ragtime/event-log';
import { messageOf } from '@ragtime/runtime';
import { acceptClockOf, refoldAll, storedParts } from '../refolding.ts';
import type { ProcessOptions, StartOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';

/** Writes the operator's orders, as a writer beside the owners of the other nodes. Those that have folded another log start anew when they read it. */
export async function writeWords(
  { log, plainCodec: codec }: DistributedAdapters,
  snapshots: SnapshotOptions,
  { machine, logger, refold, acceptClock = false }: StartOptions,
): Promise<void> {
  if (!refold && !acceptClock) return;
  const owners = await startOwners({ log, codec, machine, snapshots, mayRefold: refold });
  try {
    if (refold) await refoldAll(owners.all, logger);
    if (acceptClock) await acceptClockOf(owners.all, logger);
  } finally {
    await owners.stop();
  }
}

/** How old the positions of the read models may be. Many owners ask at once. */
const keptMs = 2_000;

/** The positions of the read models, for owners to compare. Writes must not wait for the database of the reads: without it nothing is compared. */
export function storedWitnesses(
  { database }: DistributedAdapters,
  { machine: { clock }, logger }: ProcessOptions,
): (partition: PartitionName) => Promise<readonly FoldedPart[]> {
  let asked: { readonly atMs: number; readonly parts: ReturnType<typeof storedParts> } | undefined;
  return async (partition) => {
    const nowMs = clock.monotonicMs();
    if (asked === undefined || nowMs - asked.atMs > keptMs) asked = { atMs: nowMs, parts: storedParts(database.bulk) };
    try {
      return (await asked.parts).get(partition) ?? [];
    } catch (error) {
      asked = undefined;
      logger.warn(
        { partition, detail: messageOf(error) },
        'the read models cannot be asked for their positions; the owner decides without them',
      );
      return [];
    }
  };
}
