import type { DatasetId, DocumentId } from '@ragtime/domain';
import { positionsOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call, KnownDocument } from '../ports.ts';
import { commandIdFrom, internalSubmission } from '../submission/internal-submission.ts';

const waitMs = 5_000;

/**
 * A document as the read model has it, with its key at hand. Undefined: there is none, or none any more. Rows of any age will do, since a
 * slot never changes, and its owner decides whether the document is still there. Only for one that is missing does this wait.
 */
export async function findDocument(
  { bus, library, trackers, vault }: Pick<ApplicationNeeds, 'bus' | 'library' | 'trackers' | 'vault'>,
  call: Call,
  { datasetId, documentId }: { readonly datasetId: DatasetId; readonly documentId: DocumentId },
): Promise<KnownDocument | undefined> {
  const { correlationId, traceParent, signal, fresh } = call;
  const { tenantId } = call.principal;
  const read = async () => await library.getDocument(tenantId, datasetId, documentId);

  /** Another node may have taken it in a moment ago: that there is none, only its owner can say. */
  async function readBehindOwner() {
    const command = { type: 'ChangeDocument', datasetId, documentId } as const;
    const commandId = commandIdFrom('look-up', correlationId);
    const outcome = await bus.submit(
      internalSubmission({ command, commandId, correlationId, actor: { kind: 'system' }, tenantId, traceParent }),
    );
    if (outcome.kind !== 'unchanged') return undefined;
    await trackers.library.waitFor(positionsOf(outcome.at), { timeoutMs: waitMs, signal });
    return await read();
  }

  const document = (await read()) ?? (await fresh.readBehind('library', read)) ?? (await readBehindOwner());
  if (document !== undefined) await vault.learn({ slots: [document.keySlot] });
  return document;
}
