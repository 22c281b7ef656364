import type { TenantEntities } from '../../entities.ts';
import type { Rules } from '../../scope.ts';
import { eventRowOf } from '../rows.ts';
import type { TenantRejection, TenantTopicCommand, TenantTopicEvent } from '../types.ts';
import { tenantCommand } from './commands.ts';
import { tenantEvents } from './events.ts';
import { tenantVersion } from './subjects.ts';

/** The rules of `ragtime.tenant.events`. */
export const tenantRules: Rules<TenantTopicCommand, TenantTopicEvent, TenantEntities, TenantRejection> = {
  scopeOf: (command) => tenantCommand(command).scope(command).id,
  decide: (command, scope, context) => tenantCommand(command).decide(command, scope, context),
  evolve: (draft, event, context) => eventRowOf(tenantEvents, event).evolve(draft, event, context),
  subjectOf: (event) => eventRowOf(tenantEvents, event).subject(event),
  targetOf: (command) => tenantCommand(command).target(command),
  versionOf: tenantVersion,
};
