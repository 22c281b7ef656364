import type { Database } from '@ragtime/database';
import type { TenantId, UserId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import { type DatasetView, getDataset, listDatasets, missingDatasets } from './datasets.ts';
import { type DeadLetterView, getDeadLetter, listDeadLetters } from './dead-letters.ts';
import {
  type ApiKeyView,
  getApiKey,
  getTenant,
  getUser,
  listApiKeys,
  listMembers,
  listTenantsOf,
  type MemberView,
  type TenantView,
  type UserView,
} from './directory.ts';
import {
  type DocumentFilter,
  type DocumentView,
  documentsById,
  getDocument,
  getRevision,
  listDocuments,
  listRevisions,
  type RevisionView,
} from './documents.ts';
import { type EventFilter, type EventPage, type EventView, eventsOfCommand, listEvents, type SealedReader } from './events.ts';
import { databaseSizeBytes, type Overview, overview } from './overview.ts';
import type { Page, PageRequest } from './page.ts';
import { getReceipt, type ReceiptView } from './receipts.ts';
import { getRun, listRuns, type RunView, type TaskView } from './runs.ts';

/**
 * Every read of the APIs. A thing of another tenant is undefined, like a missing one. Lists throw `CursorInvalid`. An answer holds at the
 * projection's position at the time of the call, or later. Read the position from its tracker first.
 */
export interface Queries {
  listDatasets(tenantId: TenantId, request: PageRequest & { readonly name?: string | undefined }): Promise<Page<DatasetView>>;
  getDataset(tenantId: TenantId, datasetId: string): Promise<DatasetView | undefined>;
  /** The ids that name no dataset of the tenant. One query, however many there are. */
  missingDatasets(tenantId: TenantId, datasetIds: readonly string[]): Promise<readonly string[]>;
  listDocuments(tenantId: TenantId, datasetId: string, request: PageRequest & DocumentFilter): Promise<Page<DocumentView> | undefined>;
  getDocument(tenantId: TenantId, datasetId: string, documentId: string): Promise<DocumentView | undefined>;
  documentsById(tenantId: TenantId, documentIds: readonly string[]): Promise<ReadonlyMap<string, DocumentView>>;
  listRevisions(tenantId: TenantId, datasetId: string, documentId: string, request: PageRequest): Promise<Page<RevisionView> | undefined>;
  getRevision(tenantId: TenantId, datasetId: string, documentId: string, revision: number): Promise<RevisionView | undefined>;
  listRuns(tenantId: TenantId, datasetId: string, documentId: string, request: PageRequest): Promise<Page<RunView> | undefined>;
  getRun(tenantId: TenantId, runId: string): Promise<(RunView & { readonly taskList: readonly TaskView[] }) | undefined>;
  listDeadLetters(tenantId: TenantId, request: PageRequest & { readonly datasetId?: string | undefined }): Promise<Page<DeadLetterView>>;
  getDeadLetter(tenantId: TenantId, runId: string): Promise<DeadLetterView | undefined>;
  getReceipt(tenantId: TenantId, receiptId: string): Promise<ReceiptView | undefined>;
  listEvents(
    tenantId: TenantId,
    request: EventFilter & { readonly limit: number; readonly after?: Positions | undefined },
  ): Promise<EventPage>;
  /** Empty for a command that was rejected or is not projected yet. */
  eventsOfCommand(tenantId: TenantId, commandId: string): Promise<readonly EventView[]>;
  getTenant(tenantId: TenantId): Promise<TenantView | undefined>;
  listTenantsOf(userId: UserId): Promise<readonly TenantView[]>;
  getUser(tenantId: TenantId, userId: UserId): Promise<UserView | undefined>;
  listMembers(tenantId: TenantId, request: PageRequest): Promise<Page<MemberView>>;
  listApiKeys(tenantId: TenantId, request: PageRequest & { readonly withRevoked?: boolean | undefined }): Promise<Page<ApiKeyView>>;
  getApiKey(tenantId: TenantId, apiKeyId: string): Promise<ApiKeyView | undefined>;
  overview(tenantId: TenantId): Promise<Overview>;
  databaseSizeBytes(): Promise<number>;
}

export function createQueries({ pool }: Pick<Database, 'pool'>, reader: SealedReader): Queries {
  return {
    listDatasets: async (...given) => await listDatasets(pool, ...given),
    getDataset: async (...given) => await getDataset(pool, ...given),
    missingDatasets: async (...given) => await missingDatasets(pool, ...given),
    listDocuments: async (...given) => await listDocuments(pool, ...given),
    getDocument: async (...given) => await getDocument(pool, ...given),
    documentsById: async (...given) => await documentsById(pool, ...given),
    listRevisions: async (...given) => await listRevisions(pool, ...given),
    getRevision: async (...given) => await getRevision(pool, ...given),
    listRuns: async (...given) => await listRuns(pool, ...given),
    getRun: async (...given) => await getRun(pool, ...given),
    listDeadLetters: async (...given) => await listDeadLetters(pool, ...given),
    getDeadLetter: async (...given) => await getDeadLetter(pool, ...given),
    getReceipt: async (...given) => await getReceipt(pool, ...given),
    listEvents: async (tenantId, request) => await listEvents(pool, tenantId, request, reader),
    eventsOfCommand: async (tenantId, commandId) => await eventsOfCommand(pool, tenantId, commandId, reader),
    getTenant: async (...given) => await getTenant(pool, ...given),
    listTenantsOf: async (...given) => await listTenantsOf(pool, ...given),
    getUser: async (...given) => await getUser(pool, ...given),
    listMembers: async (...given) => await listMembers(pool, ...given),
    listApiKeys: async (...given) => await listApiKeys(pool, ...given),
    getApiKey: async (...given) => await getApiKey(pool, ...given),
    overview: async (...given) => await overview(pool, ...given),
    databaseSizeBytes: async () => await databaseSizeBytes(pool),
  };
}
