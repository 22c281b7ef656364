import { integer, json, optional, table, text } from '../../tables/table.ts';

export const directoryTables = {
  tenant: table({ tenantId: text, name: text, version: integer, createdAtMs: integer, updatedAtMs: integer }, ['tenantId']),
  member: table(
    { tenantId: text, userId: text, role: text, sinceMs: integer },
    ['tenantId', 'userId'],
    [['userId'], ['tenantId', 'sinceMs', 'userId']],
  ),
  account: table(
    {
      userId: text,
      /** Null once the user was erased. */
      email: optional(text),
      name: optional(text),
      version: integer,
      createdAtMs: integer,
      updatedAtMs: integer,
    },
    ['userId'],
  ),
  apiKey: table(
    {
      apiKeyId: text,
      tenantId: text,
      userId: text,
      label: text,
      scopes: json,
      expiresAtMs: optional(integer),
      createdAtMs: integer,
      revokedAtMs: optional(integer),
      version: integer,
    },
    ['apiKeyId'],
    [['tenantId', 'createdAtMs', 'apiKeyId']],
  ),
  datasetName: table({ tenantId: text, nameHash: text, datasetId: text, reservedAtMs: integer }, ['tenantId', 'nameHash'], [['datasetId']]),
} as const;

export type DirectoryTables = typeof directoryTables;
