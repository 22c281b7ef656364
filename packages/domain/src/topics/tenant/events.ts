import type { TenantEntities } from '../../entities.ts';
import type { IdentityEvent } from '../../identity/events.ts';
import { evolveIdentity } from '../../identity/evolve.ts';
import type { TenantEvent } from '../../tenant/events.ts';
import { evolveTenant } from '../../tenant/evolve.ts';
import { type EventRows, eventRows } from '../rows.ts';
import type { TenantTopicEvent } from '../types.ts';
import { apiKey, datasetName, email, tenant, user } from './subjects.ts';

/** The fold of `ragtime.tenant.events`: what each event is about and how it is folded. */
export const tenantEvents: EventRows<TenantTopicEvent, TenantEntities> = {
  ...eventRows<IdentityEvent, TenantEntities>(evolveIdentity, {
    EmailReserved: email,
    EmailReleased: email,
    UserRegistered: user,
    UserRenamed: user,
  }),
  ...eventRows<TenantEvent, TenantEntities>(evolveTenant, {
    TenantCreated: tenant,
    TenantRenamed: tenant,
    MemberAdded: tenant,
    MemberRoleChanged: tenant,
    MemberRemoved: tenant,
    ApiKeyCreated: apiKey,
    ApiKeyRevoked: apiKey,
    DatasetNameReserved: datasetName,
    DatasetNameReleased: datasetName,
  }),
};
