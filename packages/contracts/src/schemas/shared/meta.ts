import { flag, octets, optional, record, text, timeMs, whole } from '../../avro/fields.ts';

const cause1 = record('Cause', {
  manager: text,
  generation: whole,
  sourceLogId: text,
  topic: text,
  partition: whole,
  offset: whole,
  index: whole,
});

/** What every record holds beside its event. */
export const meta1 = record('Meta', {
  subject: record('Subject', { kind: text, id: text }),
  version: whole,
  atMs: timeMs,
  commandId: text,
  payloadHash: octets,
  index: whole,
  count: whole,
  cause: optional(cause1),
  correlationId: text,
  tenantId: text,
  actor: text,
  traceParent: optional(text),
  remembered: flag,
});
