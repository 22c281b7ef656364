import { type DocumentTopicEvent, type TenantId, type TenantTopicEvent, topics } from '@ragtime/domain';
import { isLogEvent, type RecordedEvent } from '@ragtime/event-log';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import { createCausedCommands } from './caused-commands.ts';
import { createCauseMarks } from './causes.ts';
import { intentOf } from './intents.ts';
import { createNameBook } from './name-book.ts';
import { createOverdueNames } from './overdue.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'machine' | 'logger'>;

/** Releases names of datasets once it is certain that their reservation can never be used. */
export interface NameManager {
  /** Takes a record of either topic, and the log's own records too. */
  apply(record: RecordedEvent<DocumentTopicEvent | TenantTopicEvent>): void;
  isTenant(tenantId: TenantId): boolean;
  act(): void;
  tick(): void;
  stop(): Promise<void>;
}

export function createNameManager(
  needs: Needs,
  limits: OrchestratorLimits,
  following: { readonly mayAct: boolean; tenantsToProvenEnd(): Promise<void> },
): NameManager {
  const marks = createCauseMarks();
  const book = createNameBook();
  const caused = createCausedCommands(needs, { marks, book }, following);
  const overdue = createOverdueNames(needs, limits, book, following);

  function applyDocument(event: DocumentTopicEvent, { meta, partition, offset }: RecordedEvent<unknown>): void {
    book.applyDocument(event);
    const intent = intentOf(event, meta.tenantId as TenantId);
    if (intent !== undefined) caused.add({ partition, offset }, intent);
  }

  return {
    apply(record) {
      const { event, meta, topic, partition } = record;
      const isDocument = topic === topics.documentEvents;
      marks.note({ topic, partition }, meta.cause);
      if (isLogEvent(event)) {
        if (event.type === 'LogRefolded') marks.refolded(event.generation);
        if (isDocument && event.type === 'LogBegun') caused.begun(partition, event.logId);
      } else if (isDocument) applyDocument(event as DocumentTopicEvent, record);
      else if (topic === topics.tenantEvents) book.applyTenant(event as TenantTopicEvent, { atMs: meta.atMs, offset: record.offset });
    },
    isTenant: (tenantId) => book.isTenant(tenantId),
    act: () => caused.act(),
    tick() {
      caused.act();
      overdue.tick();
    },
    async stop() {
      await Promise.all([caused.stop(), overdue.stop()]);
    },
  };
}
