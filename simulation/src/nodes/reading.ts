import type { DomainEvent } from '@ragtime/domain';
import { type EventLog, type Positions, type Projector, type ProjectorEnd, runProjector } from '@ragtime/event-log';
import { type Helpers, projections } from '@ragtime/read-model';
import type { SearchIndex } from '@ragtime/search';
import type { VisibilityRows } from '@ragtime/search/visibility';
import {
  createClaims,
  createLookAhead,
  createSearchStore,
  type KeptIndexes,
  searchProjection,
  sweepClosed,
  sweepUnnamed,
} from '@ragtime/search-projector/components';
import { partitions } from '../plan/make-plan.ts';
import { faultyStore } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import { embedder, projected, type World } from '../shared/world.ts';
import { quietLogger } from './logger.ts';

export interface NodeReading {
  readonly projectors: readonly Projector[];
  /** How each ended, if it did. */
  readonly ends: readonly (ProjectorEnd['kind'] | 'broken')[];
  sweep(): Promise<number>;
}

export const openerOf = ({ vault }: Pick<World, 'vault'>): Helpers => ({
  open(sealed) {
    const opened = vault.open(sealed);
    return opened.kind === 'opened' ? opened.plaintext : undefined;
  },
});

/** Keeps the read models and the index. Other nodes may work on them at the same time. */
export function startReading(world: World, life: Life, log: EventLog): NodeReading {
  const { codec } = world;
  const { machine } = life;
  const halt = new AbortController();
  const ends: (ProjectorEnd['kind'] | 'broken')[] = [];
  const common = { log, codec, machine, partitions };
  const limits = { retryAfterMs: [20, 300], follow: { retryAfterMs: [20, 300] } } as const;

  const readModels = projected.map((name) => {
    const { store } = world.rows[name];
    return runProjector({
      ...common,
      helpers: openerOf(world),
      projection: projections[name],
      limits: { ...limits, batchRecordsMax: 20 },
      store: {
        load: () => life.call(() => store.load()),
        commit: (commit) => life.call(() => faultyStore(world, () => store.commit(commit))),
      },
    });
  });

  const index = indexThrough(life, world);
  const rows = visibilityThrough(life, world);
  const kept: KeptIndexes = {
    put: (entries) => index.put(entries),
    refresh: () => index.refresh(),
    remove: (what) => index.remove(what),
    expunge: async () => undefined,
    add: () => undefined,
    forget: () => undefined,
    generations: () => [],
  };
  const claims = createClaims();
  const search = runProjector<
    DomainEvent,
    Parameters<typeof createSearchStore>[0] extends never ? never : ReturnType<typeof searchProjection.apply>[number],
    undefined
  >({
    ...common,
    helpers: undefined,
    projection: searchProjection,
    limits: { ...limits, batchRecordsMax: 8 },
    store: createSearchStore({
      index,
      kept,
      claims,
      rows,
      embedder,
      machine,
      logger: quietLogger,
      blobs: { readAll: (...of) => life.call(() => world.blobs.readAll(...of)) },
      log,
      codec,
      signal: halt.signal,
      lookAhead: createLookAhead({ log, codec, machine }, halt.signal),
      open: openerOf(world).open,
      onStopped: () => undefined,
    }),
  });
  const all = [...readModels, search];
  for (const projector of all)
    projector.ended.then(
      ({ kind }) => void ends.push(kind),
      () => void ends.push('broken'),
    );
  return {
    projectors: all,
    ends,
    async sweep() {
      // As in a process of its own: it knows only the claims that stand in the rows.
      const needs = { rows, index, kept, claims: createClaims(), signal: halt.signal };
      return (await sweepClosed(needs, machine.clock.nowMs() - 2_000)) + (await sweepUnnamed(needs));
    },
  };
}

function indexThrough(life: Life, world: World): SearchIndex {
  const { index } = world;
  return {
    ...index,
    put: (entries) => life.call(() => faultyStore(world, () => index.put(entries))),
    refresh: () => life.call(() => faultyStore(world, () => index.refresh())),
    remove: (what) => life.call(() => faultyStore(world, () => index.remove(what))),
    propose: (request) => life.call(() => index.propose(request)),
    get: (keys) => life.call(() => index.get(keys)),
    list: (place, page) => life.call(() => index.list(place, page)),
  };
}

function visibilityThrough(life: Life, world: World): VisibilityRows {
  const { visibility } = world;
  return {
    ...visibility,
    position: (): Promise<Positions> => life.call(() => visibility.position()),
    stopped: () => life.call(() => visibility.stopped()),
    commit: (commit, nowMs) => life.call(() => faultyStore(world, () => visibility.commit(commit, nowMs))),
    isNamed: (entries) => life.call(() => visibility.isNamed(entries)),
  };
}
