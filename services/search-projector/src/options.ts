import type { BlobStore } from '@ragtime/blob-store';
import type { Database } from '@ragtime/database';
import type { DomainEvent } from '@ragtime/domain';
import type { Codec, EventLog, ProjectorEnd, ProjectorLimits, StoppedKey } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Embedder } from '@ragtime/models';
import type { Machine, Tracing } from '@ragtime/runtime';
import type { SwitchableIndex } from '@ragtime/search';

/** Like pino's: first the fields, then the message. */
export interface SearchProjectorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SearchProjectorOptions {
  readonly database: Pick<Database, 'pool' | 'bulk' | 'scrub'>;
  readonly index: SwitchableIndex;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly blobs: Pick<BlobStore, 'readAll'>;
  readonly vault: Pick<KeyVault, 'open'>;
  /** The embedder of the index's model. */
  readonly embedder: Embedder;
  readonly machine: Machine;
  readonly logger: SearchProjectorLogger;
  /** Default: no tracing. */
  readonly tracing?: Tracing;
  /** Partitions of the document topic. Default: as many as exist. */
  readonly partitions?: number;
  /** How long a search may take. Superseded passages are kept for twice as long. Default 5,000 ms. */
  readonly searchTimeoutMs?: number;
  readonly limits?: Partial<ProjectorLimits>;
  /** The projector ended for good. Searches become stale. */
  readonly onEnded?: (
    end: Exclude<ProjectorEnd, { readonly kind: 'stopped' }> | { readonly kind: 'broken'; readonly cause: unknown },
  ) => void;
  readonly onStoppedKey?: (stopped: StoppedKey) => void;
}
