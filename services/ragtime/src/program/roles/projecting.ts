import type { ReadSource } from '@ragtime/http-kit';
import type { OperatedProjection } from '@ragtime/operations-api';
import type { ErasingStore } from '@ragtime/orchestrator';
import { projectionNames } from '@ragtime/read-model';
import type { ReadProjector } from '@ragtime/read-projector';
import type { SearchIndex } from '@ragtime/search';
import type { Visibility } from '@ragtime/search/visibility';
import type { SearchProjector } from '@ragtime/search-projector';
import type { ProjectionsProgress } from '../metrics/program-metrics.ts';
import type { Healths } from './healths.ts';

/** What the projectors give to the other roles, in this process or from another one. */
export interface Projecting {
  readonly index: SearchIndex;
  readonly visibility: Visibility;
  readonly reads: Readonly<Record<'directory' | 'library' | 'audit' | 'search', ReadSource>>;
  readonly stores: Readonly<Record<'read-model' | 'index', ErasingStore>>;
  readonly operated: readonly OperatedProjection[];
  readonly healths: Healths;
  /** The projections that run in this process now. */
  readonly progress: ProjectionsProgress;
  /** Why nothing can be read at the moment. */
  readonly readTrouble: () => string | undefined;
  caughtUp(): Promise<void>;
}

/** The progress of each projection of the projectors that run here. */
export const progressOf = (rows: ReadProjector | undefined, passages: SearchProjector | undefined): ReturnType<ProjectionsProgress> =>
  new Map([
    ...(rows === undefined ? [] : projectionNames.map((name) => [name, rows.progress(name)] as const)),
    ...(passages === undefined ? [] : [['search', passages.progress()] as const]),
  ]);

/** The lag of the projection that is furthest behind. */
export const rowsLagOf = (projector: ReadProjector | undefined): number =>
  projector === undefined ? 0 : Math.max(...Object.values(projector.lag()));
