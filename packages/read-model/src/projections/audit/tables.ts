import { integer, json, optional, table, text } from '../../tables/table.ts';

const inOrder = ['atMs', 'topic', 'partition', 'offset'] as const;

export const auditTables = {
  event: table(
    {
      topic: text,
      partition: integer,
      offset: integer,
      /** The chain's link behind this record, hexadecimal: with the next offset, where a reader goes on. */
      link: text,
      tenantId: text,
      atMs: integer,
      type: text,
      subjectKind: text,
      subjectId: text,
      version: integer,
      datasetId: optional(text),
      documentId: optional(text),
      actor: text,
      /** The actor's first word and its last: an API key and the account behind it, or the same thing twice. */
      credential: text,
      account: text,
      commandId: text,
      commandIndex: integer,
      commandCount: integer,
      correlationId: text,
      cause: optional(json),
      traceParent: optional(text),
      /** The event's own members; what is personal as `{slot, box}` still, so that erasing a key erases it here too. */
      data: json,
    },
    ['topic', 'partition', 'offset'],
    [
      ['tenantId', ...inOrder],
      ['tenantId', 'type', ...inOrder],
      ['subjectId', ...inOrder],
      ['documentId', ...inOrder],
      ['datasetId', ...inOrder],
      ['commandId'],
      ['tenantId', 'credential', ...inOrder],
      ['tenantId', 'account', ...inOrder],
    ],
  ),
} as const;

export type AuditTables = typeof auditTables;
