import type { BlobStore } from '@ragtime/blob-store';
import type { Database } from '@ragtime/database';
import type { DomainEvent } from '@ragtime/domain';
import type { Codec, EventLog, Signals } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Embedder } from '@ragtime/models';
import type { Parser } from '@ragtime/parsing';

/** What the roles use, built by either profile. */
export interface Adapters {
  readonly log: EventLog;
  /** For readers that follow the log: the keys of an event are at hand when it arrives. */
  readonly codec: Codec<DomainEvent>;
  readonly signals: Signals;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly database: Database;
  readonly embedder: Embedder;
  readonly parser: Parser;
  /** How many tasks may run at a time: one for each parser child. */
  readonly slots: number;
}
