import type { ChunkId, DatasetId, DocumentId } from '@ragtime/domain';
import { type Answer, answerOf, refused } from '../answers/answer.ts';
import { findDocument } from '../looking/find-document.ts';
import { firstAnswer } from '../looking/first-answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

export interface ChunkIds {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
}

/** What is left out stays. */
export interface ChunkChange {
  readonly text: string | undefined;
  readonly enabled: boolean | undefined;
}

/** Changes a passage, or takes it out of searches. */
export async function changeChunk(
  needs: Pick<ApplicationNeeds, 'bus' | 'vault' | 'library' | 'trackers' | 'passages'>,
  call: Call,
  ids: ChunkIds,
  { text, enabled }: ChunkChange,
): Promise<Answer<{ readonly version: number }>> {
  const { bus, vault, passages } = needs;
  const document = await findDocument(needs, call, ids);
  await call.fresh.wait('search');
  const { chunk } = await passages.get({ tenantId: call.principal.tenantId, ...ids }, ids.chunkId);
  if (document === undefined || chunk === undefined) {
    const first = await firstAnswer(needs, call, { type: 'EditChunk', ...ids, run: 0 });
    return first ?? refused(document === undefined ? 'document-unknown' : 'chunk-unknown');
  }
  const command = {
    type: 'EditChunk',
    ...ids,
    run: chunk.run,
    ...(text === undefined ? {} : { text: vault.seal(document.keySlot, text) }),
    ...(enabled === undefined ? {} : { enabled }),
  } as const;
  return answerOf(await bus.submit(submissionOf(command, call)), ({ version }) => ({ version }));
}
