import type { Chunk } from './chunk/chunk.ts';
import type { Dataset } from './dataset/dataset.ts';
import type { Document, DocumentName } from './document/document.ts';
import type { Receipt } from './erasure/receipt.ts';
import type { EmailReservation, User } from './identity/identity.ts';
import type { DatasetRun, DeadLetter, ParseRun, Task } from './parse-run/parse-run.ts';
import type { ApiKey, DatasetName, Member, Tenant } from './tenant/tenant.ts';

/** Everything in the scope of one dataset, by kind. */
export interface DocumentEntities {
  /** By dataset id. */
  readonly dataset: Dataset;
  /** By document id. */
  readonly document: Document;
  /** By name hash. */
  readonly 'document-name': DocumentName;
  /** By run id. Open runs only. */
  readonly run: ParseRun;
  /** By run number. Open runs only. */
  readonly 'dataset-run': DatasetRun;
  /** By `runId/taskId`. Tasks of open runs, from their first attempt on. */
  readonly task: Task;
  /** By run id. */
  readonly 'dead-letter': DeadLetter;
  /** By `documentId/chunkId`. Only chunks that a person edited or typed in. */
  readonly chunk: Chunk;
  /** By receipt id. Only receipts that still wait for a store. */
  readonly receipt: Receipt;
}

/** Everything in the scope of a tenant, a user or an e-mail address, by kind. */
export interface TenantEntities {
  /** By tenant id. */
  readonly tenant: Tenant;
  /** By user id. */
  readonly member: Member;
  /** By API key id, revoked ones included. */
  readonly 'api-key': ApiKey;
  /** By name hash. */
  readonly 'dataset-name': DatasetName;
  /** By user id. */
  readonly user: User;
  /** By e-mail scope. */
  readonly email: EmailReservation;
}
