import { createCodec } from '@ragtime/contracts';
import {
  type DatasetId,
  type DocumentId,
  type DocumentTopicEvent,
  type DomainEvent,
  type KeySlot,
  type TenantId,
  topics,
} from '@ragtime/domain';
import { type Chain, emptyChain, follow, isLogEvent, judge, type PartitionName } from '@ragtime/event-log';
import { openLogFile } from '@ragtime/event-log-embedded';
import type { Timers } from '@ragtime/runtime';

interface SurveyedDocument {
  readonly keySlot: KeySlot;
  /** The bytes of every revision. */
  readonly originals: readonly { readonly path: string; readonly sha256: string }[];
  /** The manifests of the run that searches show, and those of a run that is under way. */
  readonly manifests: readonly string[];
}

/** What a copied log says must be beside it, and what must not. */
export interface LogSurvey {
  readonly positions: ReadonlyMap<PartitionName, Chain>;
  readonly records: number;
  readonly datasets: number;
  readonly documents: ReadonlyMap<DocumentId, SurveyedDocument>;
  /** `tenant/dataset/document` of every live document: all its blobs are below that path. */
  readonly places: ReadonlySet<string>;
  /** Keys whose erasure the vault has confirmed. */
  readonly erased: readonly KeySlot[];
}

/** Walks the chain of every partition, and folds the events that name blobs and keys. @throws Error when a record cannot be read. */
export async function surveyLog(file: string, timers: Timers, onProgress?: (share: number) => void): Promise<LogSurvey> {
  const log = openLogFile(file);
  try {
    const all = log.partitions.reduce((sum, { end }) => sum + end, 0);
    const positions = new Map<PartitionName, Chain>();
    const fold = createSurveyFold();
    const codec = createCodec();
    let seen = 0;
    for (const { topic, partition, end, read } of log.partitions) {
      let chain = emptyChain;
      for (let at = 0; at < end; ) {
        const { records, next } = read(at);
        for (const record of records) {
          const verdict = judge(chain.link, record);
          chain = verdict.kind === 'counts' ? follow(verdict.record) : { ...chain, offset: record.offset + 1 };
          if (verdict.kind !== 'counts' || topic !== topics.documentEvents) continue;
          const decoded = codec.decode(verdict.record.value);
          if (!decoded.ok) throw new Error(`${topic}/${partition}, offset ${record.offset}: ${decoded.failure.detail}`);
          if (!isLogEvent(decoded.envelope.event)) fold.apply(decoded.envelope.event);
        }
        seen += records.length;
        at = next;
        onProgress?.(seen / Math.max(1, all));
        await timers.sleep(0); // a server that makes its own backup must go on answering
      }
      positions.set(`${topic}/${partition}`, chain);
    }
    return { positions, records: seen, ...fold.result() };
  } finally {
    log.close();
  }
}

/** Folds the events of the document topic that name blobs and keys. */
export function createSurveyFold() {
  const datasets = new Map<DatasetId, { readonly tenantId: TenantId; readonly documents: Set<DocumentId> }>();
  const documents = new Map<DocumentId, Omit<SurveyedDocument, 'manifests'>>();
  const manifests = createManifests();
  /** Slots of deleted subjects, until the vault has confirmed their erasure. */
  const owed = new Map<string, readonly KeySlot[]>();
  const erased: KeySlot[] = [];

  function revise(documentId: DocumentId, { blobId, sha256 }: { readonly blobId: string; readonly sha256: string }): void {
    const document = documents.get(documentId);
    if (document !== undefined) documents.set(documentId, { ...document, originals: [...document.originals, { path: blobId, sha256 }] });
  }

  function forget(documentId: DocumentId): void {
    documents.delete(documentId);
    manifests.forget(documentId);
  }

  return {
    apply(domainEvent: DomainEvent): void {
      const event = domainEvent as DocumentTopicEvent;
      manifests.apply(event);
      switch (event.type) {
        case 'DatasetCreated':
          datasets.set(event.datasetId, { tenantId: event.tenantId, documents: new Set() });
          return;
        case 'DatasetClosed': {
          const inside = [...(datasets.get(event.datasetId)?.documents ?? [])];
          owed.set(
            event.receiptId,
            inside.flatMap((documentId) => documents.get(documentId)?.keySlot ?? []),
          );
          for (const documentId of inside) forget(documentId);
          datasets.delete(event.datasetId);
          return;
        }
        case 'DocumentRegistered':
          datasets.get(event.datasetId)?.documents.add(event.documentId);
          documents.set(event.documentId, { keySlot: event.keySlot, originals: [] });
          return revise(event.documentId, event.original);
        case 'DocumentRevised':
          return revise(event.documentId, event.original);
        case 'DocumentDeleted':
          datasets.get(event.datasetId)?.documents.delete(event.documentId);
          forget(event.documentId);
          owed.set(event.receiptId, [event.keySlot]);
          return;
        case 'StoreErased':
          if (event.store === 'keys') erased.push(...(owed.get(event.receiptId) ?? []));
          return;
        default:
          return;
      }
    },
    result: () => ({
      datasets: datasets.size,
      documents: new Map(
        [...documents].map(([documentId, document]) => [documentId, { ...document, manifests: manifests.of(documentId) }]),
      ),
      erased,
      places: new Set(
        [...datasets].flatMap(([datasetId, { tenantId, documents: inside }]) =>
          [...inside].map((documentId) => `${tenantId}/${datasetId}/${documentId}`),
        ),
      ),
    }),
  };
}

/** The manifests of each document's visible run, and of its latest run. Earlier runs are shown to nobody. */
function createManifests() {
  const latest = new Map<DocumentId, { readonly run: number; readonly paths: string[] }>();
  const visible = new Map<DocumentId, readonly string[]>();
  return {
    apply(event: DocumentTopicEvent): void {
      switch (event.type) {
        case 'ParsingRequested':
          latest.set(event.documentId, { run: event.run, paths: [] });
          return;
        case 'TaskCompleted': {
          const of = event.documentId === undefined ? undefined : latest.get(event.documentId);
          if (of?.run === event.run) of.paths.push(event.result.artifact);
          return;
        }
        case 'DocumentParsed':
          visible.set(event.documentId, latest.get(event.documentId)?.paths ?? []);
          return;
        default:
          return;
      }
    },
    forget(documentId: DocumentId): void {
      latest.delete(documentId);
      visible.delete(documentId);
    },
    of: (documentId: DocumentId): readonly string[] => [
      ...new Set([...(visible.get(documentId) ?? []), ...(latest.get(documentId)?.paths ?? [])]),
    ],
  };
}

/** `tenant/dataset/document` of a blob's path. */
export const placeOf = (path: string): string => path.split('/').slice(0, 3).join('/');
