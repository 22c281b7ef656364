import { eventTopicNames, wordsOfActor } from '@ragtime/domain';
import { isDomainEvent, type ReadProjection } from '../projection.ts';
import { toJson } from './event-json.ts';
import { type AuditTables, auditTables } from './tables.ts';

/** Every event as it was recorded, for people to read. Personal data stays sealed here too. */
export const audit: ReadProjection<AuditTables> = {
  name: 'audit',
  version: 1,
  topics: eventTopicNames,
  tables: auditTables,
  apply({ event, meta, topic, partition, offset }, _helpers, behind) {
    if (!isDomainEvent(event)) return [];
    const { type, ...members } = event;
    return [
      {
        table: 'event',
        put: {
          topic,
          partition,
          offset,
          link: Buffer.from(behind.link).toString('hex'),
          tenantId: meta.tenantId,
          atMs: meta.atMs,
          type,
          subjectKind: meta.subject.kind,
          subjectId: meta.subject.id,
          version: meta.version,
          datasetId: 'datasetId' in event ? event.datasetId : null,
          documentId: 'documentId' in event ? (event.documentId ?? null) : null,
          actor: meta.actor,
          ...wordsOfActor(meta.actor),
          commandId: meta.commandId,
          commandIndex: meta.index,
          commandCount: meta.count,
          correlationId: meta.correlationId,
          cause: meta.cause === undefined ? null : toJson(meta.cause),
          traceParent: meta.traceParent ?? null,
          data: toJson(members),
        },
      },
    ];
  },
};
