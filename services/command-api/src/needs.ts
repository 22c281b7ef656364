import type { BlobStore } from '@ragtime/blob-store';
import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { CommandBus } from '@ragtime/event-log';
import type { HttpServer, ReadGateOptions, ReadSource } from '@ragtime/http-kit';
import type { KeyVault } from '@ragtime/key-vault';
import type { Queries } from '@ragtime/read-model';
import type { Machine } from '@ragtime/runtime';
import type { Chunks } from '@ragtime/search';

/** What the routes for writes stand on. */
export interface CommandApiNeeds {
  readonly bus: CommandBus<DomainCommand, DomainEvent, string>;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly machine: Machine;
  /** For what a request names without listing it ("all documents") and for what a PATCH answers with. */
  readonly queries: Queries;
  /** A command on a passage has to name the run that it was seen in. */
  readonly chunks: Chunks;
  readonly reads: {
    readonly directory: ReadSource;
    readonly library: ReadSource;
    /** What searches see: a delete answers when it has passed. */
    readonly search: ReadSource;
  };
  readonly gate: ReadGateOptions;
  readonly uploadBytesMax: number;
  readonly embeddingModels: readonly string[];
}

export type Routes = (app: HttpServer, needs: CommandApiNeeds) => void;
