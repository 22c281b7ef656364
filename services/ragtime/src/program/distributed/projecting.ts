import { troubleOf } from '@ragtime/event-log';
import { NodeAway } from '@ragtime/node-link';
import type { OperatedProjection } from '@ragtime/operations-api';
import { type ErasureReceipt, erasingProjection } from '@ragtime/orchestrator';
import { eraseFromReadModel, prepareReadModel, projectionNames } from '@ragtime/read-model';
import { rowOperations } from '@ragtime/read-projector';
import type { Machine } from '@ragtime/runtime';
import { readOpenSearchIndex } from '@ragtime/search';
import { prepareVisibility, visibilityIn } from '@ragtime/search/visibility';
import { indexOperations } from '@ragtime/search-projector';
import { z } from 'zod';
import type { Healths } from '../roles/healths.ts';
import { createLagWatch } from '../roles/lag-watch.ts';
import type { Leadership } from '../roles/leadership.ts';
import { healthOf, type ProcessOptions } from '../roles/options.ts';
import { type Projecting, progressOf, rowsLagOf } from '../roles/projecting.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Leaders } from './leaders.ts';
import type { Node } from './nodes.ts';
import { remoteProjection, serveProjections } from './operating.ts';
import { type Projectors, startProjectors } from './projectors.ts';
import type { DistributedConfig } from './servers.ts';
import { openStoredReads } from './stored-reads.ts';

/** Reads the rows that any process projects, and starts this process' share of the projecting. */
export async function startProjecting(
  config: DistributedConfig,
  adapters: DistributedAdapters,
  { node, leaders }: { readonly node: Node; readonly leaders: Leaders },
  options: ProcessOptions,
): Promise<Projecting> {
  const { machine, metrics, shutdown } = options;
  const { database, embedder } = adapters;
  await prepareReadModel(database.bulk, 'reader');
  await prepareVisibility(database.bulk);
  const { openSearchUrl: url, openSearchReplicas, installation: prefix } = config;
  const { modelId, dimensions } = embedder;
  const indexOptions = { url, prefix, modelId, dimensions, machine, replicas: Number(openSearchReplicas) };
  const opened = readOpenSearchIndex(indexOptions);
  const index = metrics.index(opened);
  shutdown.add('search index', () => index.close(), { timeoutMs: 500 });
  const visibility = visibilityIn(database.pool);
  const projectors = await startProjectors(adapters, leaders, indexOptions, options);
  const stored = await openStoredReads(adapters, visibility, options);
  serveOwn(node, projectors);
  const remote = { leaders, timers: machine.timers };
  const operated: readonly OperatedProjection[] = [
    ...projectionNames.map((name) => remoteProjection(name, 'read-projector', remote)),
    remoteProjection('search', 'search-projector', remote),
  ];
  const { library, audit, search } = stored.reads;
  return {
    ...stored,
    index,
    visibility,
    operated,
    stores: {
      'read-model': erasingProjection([library.tracker, audit.tracker], async (receipt) => {
        const removed = await eraseFromReadModel(database.bulk, receipt);
        await database.scrub();
        return removed;
      }),
      index: erasingProjection([search.tracker], async (receipt) => await erasePassages(leaders, receipt)),
    },
    progress: () => progressOf(projectors.rows?.current(), projectors.passages?.current()),
    healths: healthsOf(projectors, machine),
    caughtUp: async () => await Promise.resolve(),
  };
}

const ErasedPlace = z.object({ tenantId: z.string(), datasetId: z.string(), documentId: z.union([z.string(), z.undefined()]) });

/** Asks the leader of the search projection: only there every index is known, including one that is being built. */
async function erasePassages(leaders: Leaders, { tenantId, datasetId, documentId }: ErasureReceipt): Promise<number> {
  const place = { tenantId, datasetId, documentId };
  return z.number().parse(await leaders.ask('search-projector', 'erase-passages', place, { timeoutMs: 60_000 }));
}

/** Lets other nodes call the projectors that run in this process. */
function serveOwn(node: Node, { rows, passages }: Projectors): void {
  serveProjections(node, () => {
    const [ownRows, ownPassages] = [rows?.current(), passages?.current()];
    return [...(ownRows === undefined ? [] : rowOperations(ownRows)), ...(ownPassages === undefined ? [] : [indexOperations(ownPassages)])];
  });
  node.answer('erase-passages', async (place) => {
    const projector = passages?.current();
    if (projector === undefined) throw new NodeAway('the search-projector does not run in this process');
    return await projector.erase(ErasedPlace.parse(place));
  });
}

function healthsOf({ rows, passages }: Projectors, machine: Machine): Healths {
  const ofRows = troubleOfLeadership(rows, (projector) => projectionNames.flatMap((name) => projector.progress(name)));
  const ofPassages = troubleOfLeadership(passages, (projector) => projector.progress());
  const [watchRows, watchPassages] = [createLagWatch(machine), createLagWatch(machine)];
  return () => [
    ...(rows === undefined ? [] : [healthOf('read-projector', ofRows(), watchRows(rowsLagOf(rows.current())))]),
    ...(passages === undefined ? [] : [healthOf('search-projector', ofPassages(), watchPassages(passages.current()?.lag() ?? 0))]),
  ];
}

/** A process that waits for leadership is ready. */
const troubleOfLeadership =
  <Part>(leadership: Leadership<Part> | undefined, progressOf: (part: Part) => Parameters<typeof troubleOf>[0]) =>
  (): string | undefined => {
    const part = leadership?.current();
    return part === undefined ? undefined : troubleOf(progressOf(part));
  };
