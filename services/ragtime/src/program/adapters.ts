import type { BlobStore } from '@ragtime/blob-store';
import type { Database } from '@ragtime/database';
import type { DomainEvent } from '@ragtime/domain';
import type { Codec, EventLog, Signals } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Embedder } from '@ragtime/models';
import type { Parser } from '@ragtime/parsing';

/** What the roles stand on, whichever profile built it. */
export interface Adapters {
  readonly log: EventLog;
  /** Of those who follow the log: the keys of an event are at hand when it comes. */
  readonly codec: Codec<DomainEvent>;
  readonly signals: Signals;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly database: Database;
  readonly embedder: Embedder;
  readonly parser: Parser;
  /** Tasks at a time; as many as there are parser children. */
  readonly slots: number;
}
