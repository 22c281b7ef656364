import { isDeepStrictEqual } from 'node:util';
import type { OutcomePosition } from '@ragtime/event-log';
import { isAccepted, positionsOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { derivedCommandId, submissionOf } from '../submission/command-context.ts';
import type { Registered, RegisterRequest } from './register.ts';

const waitMs = 5_000;

/**
 * A revision has no metadata of its own. When an upload brings metadata that differ from the document's, they replace those. This is
 * best effort after the revision was written: a document that was deleted meanwhile needs no metadata.
 */
export async function replaceMetadata(
  { bus, vault, library, trackers }: Pick<ApplicationNeeds, 'bus' | 'vault' | 'library' | 'trackers'>,
  call: Call,
  { datasetId, metadata }: RegisterRequest,
  registered: readonly Registered[],
): Promise<readonly OutcomePosition[]> {
  if (metadata === undefined) return [];
  const at: OutcomePosition[] = [];
  for (const one of registered) {
    if (one.kind !== 'revised' && one.kind !== 'unchanged') continue;
    await trackers.library.waitFor(positionsOf(one.outcome.at), { timeoutMs: waitMs });
    const document = await library.getDocument(call.principal.tenantId, datasetId, one.documentId);
    if (document === undefined || isDeepStrictEqual(document.metadata, metadata)) continue;
    await vault.learn({ slots: [document.keySlot] });
    const command = {
      type: 'ChangeDocument',
      datasetId,
      documentId: one.documentId,
      metadata: vault.seal(document.keySlot, JSON.stringify(metadata)),
    } as const;
    const commandId = derivedCommandId(call, 'metadata', one.file.index);
    const outcome = await bus.submit(submissionOf(command, call, { commandId, ifVersion: undefined }));
    if (isAccepted(outcome)) at.push(outcome.at);
  }
  return at;
}
