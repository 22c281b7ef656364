import type { DatasetId, DocumentId } from '@ragtime/domain';
import { positionsOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call, KnownDocument } from '../ports.ts';
import { commandIdFrom, internalSubmission } from '../submission/internal-submission.ts';

const waitMs = 5_000;

/**
 * Reads a document from the read model and fetches its key. Undefined: it does not exist, or no longer. Stale rows suffice, since a
 * slot never changes, and the owner decides whether the document still exists. This waits for fresh rows only when the document is missing.
 */
export async function findDocument(
  { bus, library, trackers, vault }: Pick<ApplicationNeeds, 'bus' | 'library' | 'trackers' | 'vault'>,
  call: Call,
  { datasetId, documentId }: { readonly datasetId: DatasetId; readonly documentId: DocumentId },
): Promise<KnownDocument | undefined> {
  const { correlationId, traceParent, signal, fresh } = call;
  const { tenantId } = call.principal;
  const read = async () => await library.getDocument(tenantId, datasetId, documentId);

  /** Another node may have registered the document a moment ago. Only the owner knows that it does not exist. */
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
