import {
  type DocumentTopicEvent,
  type DomainEvent,
  type EventTopicName,
  type Sealed,
  type TenantId,
  type TenantTopicEvent,
  topics,
} from '@ragtime/domain';
import { type FollowedRecord, isLogEvent, type Position, type RecordedEvent } from '@ragtime/event-log';
import { createDocuments, type Documents } from './documents/documents.ts';
import { createEraser } from './erasure/eraser.ts';
import { createLateBlobs } from './erasure/late-blobs.ts';
import { blobPrefixOf, createReceipts } from './erasure/receipts.ts';
import { partitionName } from './following/follow-topic.ts';
import { createNameManager } from './names/name-manager.ts';
import type { OrchestratorLimits, OrchestratorOptions } from './options.ts';
import type { QueuesView } from './work/queues-view.ts';
import { createWorkManager } from './work/work-manager.ts';

/** Everything that the orchestrator folds, and the parts that act on it. */
export interface Fold {
  readonly documents: Documents;
  isTenant(tenantId: TenantId): boolean;
  apply(topic: EventTopicName, partition: number, records: readonly FollowedRecord<DomainEvent>[]): void;
  act(): void;
  tick(): void;
  startAnew(): void;
  queues(): QueuesView;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createFold(
  options: OrchestratorOptions,
  limits: OrchestratorLimits,
  following: { readonly mayAct: boolean; tenantsToProvenEnd(): Promise<void> },
): Fold {
  const documents = createDocuments((sealed) => openName(options, sealed));
  const receipts = createReceipts(documents);
  const work = createWorkManager(options, limits, documents, following);
  const eraser = createEraser(options, limits, receipts, following);
  const late = createLateBlobs(options, limits);
  const names = createNameManager(options, limits, following);

  function applyDocument({ event, meta, partition }: RecordedEvent<DomainEvent>, position: Position): void {
    if (isLogEvent(event)) return;
    const one = event as DocumentTopicEvent;
    if (one.type === 'StoreErased' && one.store === 'blobs') {
      const receipt = receipts.find(one.receiptId);
      if (receipt !== undefined) late.expect(blobPrefixOf(receipt), meta.atMs);
    }
    receipts.apply(one, { tenantId: meta.tenantId, partition: partitionName(topics.documentEvents, partition), position });
    documents.apply(one);
    work.apply(one, meta);
  }

  return {
    documents,
    isTenant: (tenantId) => names.isTenant(tenantId),
    apply(topic, partition, records) {
      for (const followed of records) {
        if (followed.kind === 'failure') {
          const { offset, failure } = followed;
          options.onAlarm?.({ kind: 'record-unreadable', partition: partitionName(topic, partition), offset, detail: failure.detail });
          continue;
        }
        names.apply(followed.record as RecordedEvent<DocumentTopicEvent | TenantTopicEvent>);
        if (topic === topics.documentEvents) applyDocument(followed.record, followed.position);
      }
    },
    act() {
      work.act();
      eraser.act();
      names.act();
    },
    tick() {
      work.tick();
      eraser.act();
      late.tick();
      names.tick();
    },
    startAnew() {
      work.startAnew();
      eraser.act();
      names.act();
    },
    queues: () => work.queues(),
    start: () => work.start(),
    async stop() {
      await Promise.all([work.stop(), eraser.stop(), late.stop(), names.stop()]);
    },
  };
}

function openName({ vault }: OrchestratorOptions, sealed: Sealed): string | undefined {
  const opened = vault.open(sealed);
  return opened.kind === 'opened' ? opened.plaintext : undefined;
}
