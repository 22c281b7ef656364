import type { ReadSource } from '@ragtime/http-kit';
import type { ErasingStore } from '@ragtime/orchestrator';
import type { OperatedProjection } from '@ragtime/query-api';
import { projectionNames } from '@ragtime/read-model';
import type { Visibility } from '@ragtime/read-model/visibility';
import type { ReadProjector } from '@ragtime/read-projector';
import type { SearchIndex } from '@ragtime/search-index';
import type { SearchProjector } from '@ragtime/search-projector';
import type { Healths } from './options.ts';

/** What the projectors give to the other roles, whether they run in this process or not. */
export interface Projecting {
  readonly index: SearchIndex;
  readonly visibility: Visibility;
  readonly reads: Readonly<Record<'directory' | 'library' | 'audit' | 'search', ReadSource>>;
  readonly stores: Readonly<Record<'read-model' | 'index', ErasingStore>>;
  readonly operated: readonly OperatedProjection[];
  readonly healths: Healths;
  /** Why nothing can be read just now. */
  readonly readTrouble: () => string | undefined;
  caughtUp(): Promise<void>;
}

type Progress = ReturnType<SearchProjector['progress']>;

/** Why a projector does not serve just now. A key that is stopped is told by its reads, and hinders no other. */
export function troubleOf(progress: Progress): string | undefined {
  const ill = progress.find(({ state }) => state !== 'following');
  if (ill === undefined) return undefined;
  return `${ill.partition} is ${ill.state}${ill.trouble === undefined ? '' : `: ${ill.trouble}`}`;
}

const stateOf = (progress: Progress) => ({ stopped: progress.flatMap(({ stopped }) => stopped), trouble: troubleOf(progress) });

export const operatedRows = (projector: ReadProjector): readonly OperatedProjection[] =>
  projectionNames.map((name) => ({
    name,
    state: async () => await Promise.resolve({ lag: projector.lag()[name], ...stateOf(projector.progress(name)) }),
    rebuild: async (of) => await projector.rebuild(name, of),
    switchBack: async () => await projector.switchBack(name),
    resolve: async (partition, key) => await projector.resolve(name, partition, key),
  }));

export const operatedPassages = (projector: SearchProjector): OperatedProjection => ({
  name: 'search',
  state: async () => await Promise.resolve({ lag: projector.lag(), ...stateOf(projector.progress()) }),
  rebuild: async (of) => await projector.rebuild(of),
  switchBack: async () => await projector.switchBack(),
  resolve: async (partition, key) => await projector.resolve(partition, key),
});

/** Of the projection that is furthest behind. */
export const rowsLagOf = (projector: ReadProjector | undefined): number =>
  projector === undefined ? 0 : Math.max(...Object.values(projector.lag()));
