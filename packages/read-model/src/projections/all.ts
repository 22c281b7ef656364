import type { DomainEvent } from '@ragtime/domain';
import type { Projection } from '@ragtime/event-log';
import type { AnyChange } from '../changes/change.ts';
import { checkChange } from '../changes/check.ts';
import type { Tables } from '../tables/table.ts';
import { audit } from './audit/audit.ts';
import { directory } from './directory/directory.ts';
import { library } from './library/library.ts';
import type { Helpers, ProjectionName } from './projection.ts';

/** A projection as code for all projections needs it. Its changes were checked against its own tables. */
export interface AnyProjection extends Projection<DomainEvent, AnyChange, Helpers> {
  readonly name: ProjectionName;
  readonly tables: Tables;
}

export const projections: Readonly<Record<ProjectionName, AnyProjection>> = {
  directory: checked(directory),
  library: checked(library),
  audit: checked(audit),
};

function checked(projection: AnyProjection): AnyProjection {
  return {
    ...projection,
    apply(...given) {
      const changes = projection.apply(...given);
      for (const change of changes) checkChange(projection.tables, change);
      return changes;
    },
  };
}
