import { integer, json, optional, table, text } from '../../tables/table.ts';

const inOrder = ['atMs', 'topic', 'partition', 'offset'] as const;

export const auditTables = {
  event: table(
    {
      topic: text,
      partition: integer,
      offset: integer,
      /** The chain's link after this record, hexadecimal. Together with the next offset it is the position at which a reader continues. */
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
      /** The actor's first and last word: an API key and its account, or the same word twice. */
      credential: text,
      account: text,
      commandId: text,
      commandIndex: integer,
      commandCount: integer,
      correlationId: text,
      cause: optional(json),
      traceParent: optional(text),
      /** The event's own members. Personal data stays as `{slot, box}`, so that erasing a key erases it here too. */
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
