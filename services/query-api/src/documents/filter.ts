import { countedPageQuery, FilterText, GivenTime } from '@ragtime/http-kit';
import { type DocumentFilter, documentStatuses } from '@ragtime/read-model';
import { z } from 'zod';

/** A filter may name so many values, and a request may filter by so many members of the metadata. */
const [valuesMax, membersMax] = [100, 20];
const Status = z.enum(documentStatuses);
const Words = z.union([FilterText, z.array(FilterText).max(valuesMax)]);
const known = {
  ...countedPageQuery,
  status: z
    .union([Status, z.array(Status).max(valuesMax)])
    .optional()
    .describe('May be repeated: any of them.'),
  name: FilterText.optional().describe('Exactly this name.'),
  nameContains: FilterText.optional().describe('Anywhere in the name, whatever its case.'),
  enabled: z.enum(['true', 'false']).optional(),
  createdAfter: GivenTime.optional(),
};

/** `metadata.NAME=value` filters by a member of the metadata. When it is repeated, a document with any of the values fits. */
export const DocumentsQuery = z
  .object(known)
  .catchall(Words)
  .superRefine((query, context) => {
    if (Object.keys(query).filter((key) => !Object.hasOwn(known, key)).length > membersMax)
      context.addIssue({ code: 'custom', input: query, message: `must filter by at most ${membersMax} members of the metadata` });
    for (const key of Object.keys(query)) {
      if (Object.hasOwn(known, key) || /^metadata\../.test(key)) continue;
      context.addIssue({ code: 'unrecognized_keys', keys: [key], input: query, message: `Unrecognized key: "${key}"` });
    }
  });

export function filterOf(query: z.infer<typeof DocumentsQuery>): DocumentFilter {
  const metadata = Object.entries(query).flatMap(([key, value]): [string, string[]][] =>
    key.startsWith('metadata.') ? [[key.slice('metadata.'.length), [value].flat().map(String)]] : [],
  );
  return {
    status: query.status === undefined ? undefined : [query.status].flat(),
    name: query.name,
    nameContains: query.nameContains,
    enabled: query.enabled === undefined ? undefined : query.enabled === 'true',
    createdAfterMs: query.createdAfter === undefined ? undefined : Date.parse(query.createdAfter),
    metadata: Object.fromEntries(metadata),
  };
}
