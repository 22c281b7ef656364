import type { ChunkCommand } from '../chunk/commands.ts';
import type { ChunkRejection } from '../chunk/decide.ts';
import type { ChunkEvent } from '../chunk/events.ts';
import type { DatasetCommand } from '../dataset/commands.ts';
import type { DatasetRejection } from '../dataset/decide.ts';
import type { DatasetEvent } from '../dataset/events.ts';
import type { DocumentCommand } from '../document/commands.ts';
import type { DocumentRejection as OfDocument } from '../document/decide.ts';
import type { DocumentEvent } from '../document/events.ts';
import type { DocumentEntities, TenantEntities } from '../entities.ts';
import type { ErasureCommand } from '../erasure/commands.ts';
import type { ErasureEvent } from '../erasure/events.ts';
import type { IdentityCommand } from '../identity/commands.ts';
import type { IdentityRejection } from '../identity/decide.ts';
import type { IdentityEvent } from '../identity/events.ts';
import type { ParseRunCommand } from '../parse-run/commands.ts';
import type { ParseRunRejection } from '../parse-run/decide.ts';
import type { ParseRunEvent } from '../parse-run/events.ts';
import type { TenantCommand } from '../tenant/commands.ts';
import type { TenantRejection as OfTenant } from '../tenant/decide.ts';
import type { TenantEvent } from '../tenant/events.ts';

/** `ragtime.tenant.events`: scopes are tenants, users and e-mail addresses. */
export type TenantTopicEvent = IdentityEvent | TenantEvent;
export type TenantTopicCommand = IdentityCommand | TenantCommand;
/** Every reason with which a command to the scope of a tenant, a user or an address may be rejected. */
export type TenantRejection = OfTenant | IdentityRejection;

/** `ragtime.document.events`: scopes are datasets, with all that is in them. */
export type DocumentTopicEvent = DatasetEvent | DocumentEvent | ParseRunEvent | ChunkEvent | ErasureEvent;
export type DocumentTopicCommand = DatasetCommand | DocumentCommand | ParseRunCommand | ChunkCommand | ErasureCommand;
/** Every reason with which a command to a dataset's scope may be rejected. */
export type DocumentRejection = DatasetRejection | OfDocument | ParseRunRejection | ChunkRejection;

/** The parts of each event topic. `eventTopics` has a row for each. */
export interface TopicTypes {
  readonly tenant: {
    readonly event: TenantTopicEvent;
    readonly command: TenantTopicCommand;
    readonly entities: TenantEntities;
    readonly rejection: TenantRejection;
    readonly scope: 'tenant' | 'user' | 'email';
  };
  readonly document: {
    readonly event: DocumentTopicEvent;
    readonly command: DocumentTopicCommand;
    readonly entities: DocumentEntities;
    readonly rejection: DocumentRejection;
    readonly scope: 'dataset';
  };
}

export type TopicName = keyof TopicTypes;
export type EventOf<Name extends TopicName> = TopicTypes[Name]['event'];
export type CommandOf<Name extends TopicName> = TopicTypes[Name]['command'];
export type ScopeKind = TopicTypes[TopicName]['scope'];
export type DomainEvent = EventOf<TopicName>;
export type DomainCommand = CommandOf<TopicName>;
