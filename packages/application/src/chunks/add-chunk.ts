import type { ChunkId, DatasetId, DocumentId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';
import { type Answer, answerOf, refused } from '../answers/answer.ts';
import { findDocument } from '../looking/find-document.ts';
import { firstAnswer } from '../looking/first-answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

/** Adds a passage by hand. */
export async function addChunk(
  needs: Pick<ApplicationNeeds, 'bus' | 'vault' | 'library' | 'trackers'>,
  call: Call,
  { text, ...ids }: { readonly datasetId: DatasetId; readonly documentId: DocumentId; readonly text: string },
): Promise<Answer<{ readonly chunkId: ChunkId; readonly version: number }>> {
  const { bus, vault } = needs;
  const chunkId = uuidFromParts('chunk-by-hand', call.commandId) as ChunkId;
  const document = await findDocument(needs, call, ids);
  if (document === undefined) {
    const first = await firstAnswer(needs, call, { type: 'EditChunk', ...ids, chunkId, run: 0 });
    return first?.kind === 'done' ? { ...first, value: { chunkId, ...first.value } } : (first ?? refused('document-unknown'));
  }
  const command = { type: 'AddChunk', ...ids, chunkId, text: vault.seal(document.keySlot, text) } as const;
  return answerOf(await bus.submit(submissionOf(command, call)), ({ version }) => ({ chunkId, version }));
}
