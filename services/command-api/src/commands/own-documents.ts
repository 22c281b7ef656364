import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { positionsOf, readBehindGate } from '@ragtime/http-kit';
import type { DocumentView } from '@ragtime/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

const waitMs = 5_000;

/**
 * A document as the read model has it: for its key's slot, which only reads know, and with that key at hand. Undefined: there is none, or none any more. Rows of any age will do:
 * a slot never changes, and whether the document is still there is decided by its owner. Only one that is missing may be waited for.
 */
export async function findDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { bus, queries, reads, gate, vault }: CommandApiNeeds,
  { tenantId, datasetId, documentId }: { readonly tenantId: TenantId; readonly datasetId: string; readonly documentId: string },
): Promise<Pick<DocumentView, 'keySlot'> | undefined> {
  const read = async () => await queries.getDocument(tenantId, datasetId, documentId);

  /** Another node may have taken it in a moment ago: that there is none, only its owner can say. */
  async function readBehindOwner() {
    const command = { type: 'ChangeDocument', datasetId: datasetId as DatasetId, documentId: documentId as DocumentId } as const;
    const id = { commandId: commandIdFrom('look-up', request.id), correlationId: request.id };
    const outcome = await bus.submit(
      internalSubmission({ command, ...id, actor: { kind: 'system' }, tenantId, traceParent: request.traceParent }),
    );
    if (outcome.kind !== 'unchanged') return undefined;
    await reads.library.tracker.waitFor(positionsOf(outcome.at), { timeoutMs: waitMs, signal: request.hungUp });
    return await read();
  }

  const document = (await read()) ?? (await readBehindGate(request, reply, [reads.library], gate, read)) ?? (await readBehindOwner());
  if (document !== undefined) await vault.learn({ slots: [document.keySlot] });
  return document;
}
