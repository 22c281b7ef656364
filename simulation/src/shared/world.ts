import { partitionNameOf as nameOf } from '@ragtime/application/submission';
import { type BlobStore, createMemoryBlobStore } from '@ragtime/blob-store';
import { type DomainCommand, type DomainEvent, eventTopicNames } from '@ragtime/domain';
import {
  type Codec,
  createMemorySignals,
  type PartitionName,
  type ProjectedPlace,
  type Signals,
  type SnapshotStore,
} from '@ragtime/event-log';
import {
  createMemoryLog,
  createMemoryOwnership,
  createMemorySnapshotStore,
  createMemoryTransport,
  createVirtualMachine,
  type MemoryLog,
  type MemoryOwnership,
  type MemoryTransport,
  mulberry32,
  seededFaults,
  type VirtualMachine,
} from '@ragtime/event-log/testing';
import { createMemoryVault, type KeyVault } from '@ragtime/key-vault';
import { hashEmbedder } from '@ragtime/models';
import { type ProjectionName, projections } from '@ragtime/read-model';
import { createMemoryIndex, type IndexEntry, type SearchIndex } from '@ragtime/search';
import type { VisibilityRows } from '@ragtime/search/visibility';
import { notingSigns, type SignsOfLife } from '../checks/leases.ts';
import type { Plan } from '../plan/happening.ts';
import { partitions } from '../plan/make-plan.ts';
import { createSkies, faultySignals, hit, type Skies, StoreDown, transportFaults } from './faults.ts';
import { createMemoryRows, type MemoryRows } from './memory-rows.ts';
import { createObjectCodec } from './object-codec.ts';
import { createSearchRows, type SearchRows } from './search-rows.ts';

export const embedder = hashEmbedder({ dimensions: 4 });
/** The projections of a schedule. The audit log is left out: it is the events themselves. */
export const projected = ['directory', 'library'] as const satisfies readonly ProjectionName[];

/** The things that all nodes of a schedule share: log, group, lines, stores; in virtual time. */
export interface World {
  readonly machine: VirtualMachine;
  readonly skies: Skies;
  readonly log: MemoryLog;
  readonly codec: Codec<DomainEvent>;
  readonly ownership: MemoryOwnership;
  readonly transport: MemoryTransport<DomainCommand, DomainEvent, string>;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly vault: KeyVault;
  readonly snapshots: SnapshotStore;
  readonly rows: Readonly<Record<(typeof projected)[number], MemoryRows>>;
  readonly visibility: VisibilityRows;
  readonly searchRows: SearchRows;
  readonly index: SearchIndex;
  /** Everything that the index was ever given. */
  readonly indexed: IndexEntry[];
  readonly signs: SignsOfLife;
  /** Documents and datasets whose deletion was in a lost tail. Their bytes may be gone, although the log does not say so any more. */
  readonly lostDeletions: Set<string>;
  /** Faults that a checker saw while the schedule ran. */
  readonly violations: string[];
}

/** Documents first: most of what a schedule does is about them. */
export const partitionNames: readonly PartitionName[] = eventTopicNames
  .toReversed()
  .flatMap((topic) => Array.from({ length: partitions }, (_, partition): PartitionName => `${topic}/${partition}`));

export async function createWorld(plan: Plan): Promise<World> {
  const machine = createVirtualMachine({ seed: plan.seed });
  const random = mulberry32(plan.seed ^ 0x5eed);
  const skies = createSkies(plan.weather, random);
  const faults = seededFaults({
    random,
    percent: plan.weather.log,
    delayMsMax: 1_000,
    onFault: ({ kind }) => hit(skies.hits, `log-${kind}`),
  });
  const log = createMemoryLog({ machine, proof: plan.proof, faults: (point) => (skies.isCalm ? undefined : faults(point)) });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions })));
  const memory = createMemoryIndex({ modelId: embedder.modelId, dimensions: embedder.dimensions, refreshing: 'explicit' });
  const indexed: IndexEntry[] = [];
  const searchRows = createSearchRows();
  const noted = notingSigns(createMemorySignals(), machine);
  /** Called in the middle of a transaction: a failure here leaves nothing behind. */
  const between = async (): Promise<void> => {
    if (!skies.strikes(plan.weather.stores)) return;
    hit(skies.hits, 'store-breaks-in-between');
    throw new StoreDown('the transaction was broken off');
  };
  return {
    machine,
    skies,
    log,
    codec: createObjectCodec<DomainEvent>(),
    ownership: createMemoryOwnership(partitionNames),
    transport: createMemoryTransport<DomainCommand, DomainEvent, string>({ machine, timeoutMs: 2_500, faults: transportFaults(skies) }),
    signals: faultySignals(noted.signals, skies),
    signs: noted.signs,
    lostDeletions: new Set(),
    violations: [],
    blobs: withoutFiles(createMemoryBlobStore({ clock: machine.clock })),
    vault: await createMemoryVault({ random: machine.random }),
    snapshots: createMemorySnapshotStore(),
    rows: { directory: createMemoryRows(projections.directory, between), library: createMemoryRows(projections.library, between) },
    searchRows,
    get visibility() {
      return searchRows.rows;
    },
    index: {
      ...memory,
      async put(entries) {
        indexed.push(...entries);
        await memory.put(entries);
      },
    },
    indexed,
  };
}

/** Of the few that a schedule has. */
export const partitionNameOf = (command: DomainCommand): PartitionName => nameOf(command, partitions);

export const endOf = ({ log }: World, partition: PartitionName): number => {
  const [topic = '', at = '0'] = partition.split('/');
  return (log.contents(topic, Number(at)).at(-1)?.offset ?? -1) + 1;
};

/** No file of the machine is touched, so that nothing happens but in virtual time. The parser of a simulation opens none. */
function withoutFiles(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    async asFile(path) {
      if ((await blobs.stat(path)) === undefined) await blobs.readAll(path);
      return { file: `/nowhere/${path}`, release: async () => undefined };
    },
  };
}

/** How far each stored projection has folded the log. */
export async function storedParts({ rows, searchRows }: World): Promise<readonly (ProjectedPlace & { readonly name: string })[]> {
  const named = (name: string, places: readonly ProjectedPlace[]) => places.map((place) => ({ ...place, name }));
  return [...projected.flatMap((name) => named(name, rows[name].places())), ...named('search', await searchRows.places())];
}
