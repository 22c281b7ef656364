import type { TenantEntities } from '../entities.ts';
import { decideIdentity, type IdentityRejection } from '../identity/decide.ts';
import { evolveIdentity } from '../identity/evolve.ts';
import type { Rules } from '../scope.ts';
import { decideTenant, type TenantRejection as OfTenant } from '../tenant/decide.ts';
import { evolveTenant } from '../tenant/evolve.ts';
import type { TenantTopicCommand, TenantTopicEvent } from '../topics.ts';
import { tenantSubject, tenantTarget, tenantVersion } from './tenant-subjects.ts';

/** Every word that a command to the scope of a tenant, a user or an address may be refused with. */
export type TenantRejection = OfTenant | IdentityRejection;

/** The rules of `ragtime.tenant.events`. */
export const tenantRules: Rules<TenantTopicCommand, TenantTopicEvent, TenantEntities, TenantRejection> = {
  scopeOf(command) {
    switch (command.type) {
      case 'ReserveEmail':
      case 'ReleaseEmail':
        return command.email;
      case 'RegisterUser':
      case 'RenameUser':
        return command.userId;
      default:
        return command.tenantId;
    }
  },
  decide(command, scope) {
    switch (command.type) {
      case 'ReserveEmail':
      case 'ReleaseEmail':
      case 'RegisterUser':
      case 'RenameUser':
        return decideIdentity(command, scope);
      default:
        return decideTenant(command, scope);
    }
  },
  evolve(draft, event, context) {
    switch (event.type) {
      case 'EmailReserved':
      case 'EmailReleased':
      case 'UserRegistered':
      case 'UserRenamed':
        return evolveIdentity(draft, event, context);
      default:
        return evolveTenant(draft, event, context);
    }
  },
  subjectOf: tenantSubject,
  versionOf: tenantVersion,
  targetOf: tenantTarget,
};
