import type { Answer } from '../answers/answer.ts';
import { submitDeletion } from '../deleting/submit-deletion.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import type { ChunkIds } from './change-chunk.ts';

/** Deletes a passage. The command names the run that the passage was seen in. */
export async function deleteChunk(
  needs: Pick<ApplicationNeeds, 'bus' | 'trackers' | 'passages'>,
  call: Call,
  ids: ChunkIds,
): Promise<Answer<{ readonly version: number }>> {
  await call.fresh.wait('search');
  const { chunk } = await needs.passages.get({ tenantId: call.principal.tenantId, ...ids }, ids.chunkId);
  // A repeat finds no passage any more, but must get its first answer. Only the log tells a repeat from a wrong id.
  return await submitDeletion(needs, call, { type: 'DeleteChunk', ...ids, run: chunk?.run ?? 0 });
}
