import type { ChunkCommand } from './chunk/commands.ts';
import type { ChunkEvent } from './chunk/events.ts';
import type { DatasetCommand } from './dataset/commands.ts';
import type { DatasetEvent } from './dataset/events.ts';
import type { DocumentCommand } from './document/commands.ts';
import type { DocumentEvent } from './document/events.ts';
import type { ErasureCommand } from './erasure/commands.ts';
import type { ErasureEvent } from './erasure/events.ts';
import type { IdentityCommand } from './identity/commands.ts';
import type { IdentityEvent } from './identity/events.ts';
import type { ParseRunCommand } from './parse-run/commands.ts';
import type { ParseRunEvent } from './parse-run/events.ts';
import type { TenantCommand } from './tenant/commands.ts';
import type { TenantEvent } from './tenant/events.ts';

/** `ragtime.tenant.events`: scopes are tenants, users and e-mail addresses. */
export type TenantTopicEvent = IdentityEvent | TenantEvent;
export type TenantTopicCommand = IdentityCommand | TenantCommand;

/** `ragtime.document.events`: scopes are datasets, with all that is in them. */
export type DocumentTopicEvent = DatasetEvent | DocumentEvent | ParseRunEvent | ChunkEvent | ErasureEvent;
export type DocumentTopicCommand = DatasetCommand | DocumentCommand | ParseRunCommand | ChunkCommand | ErasureCommand;

export type DomainEvent = TenantTopicEvent | DocumentTopicEvent;
export type DomainCommand = TenantTopicCommand | DocumentTopicCommand;
