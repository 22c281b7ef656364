import { z } from 'zod';
import type { Caller } from '../http.ts';

const Found = z.looseObject({ items: z.array(z.looseObject({ documentId: z.string() })) });

/** The documents in which a search by words finds this one, whatever their dataset. */
export async function documentsWith(caller: Caller, word: string): Promise<readonly string[]> {
  const answer = await caller.ask('POST', '/v1/search', { body: { query: word, limit: 20, weights: { lexical: 1, vector: 0 } } });
  if (answer?.status !== 200) throw new Error(`search answered ${answer?.status}: ${JSON.stringify(answer?.body)}`);
  return Found.parse(answer.body).items.map(({ documentId }) => documentId);
}
