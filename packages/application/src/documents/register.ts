import type { BlobPath } from '@ragtime/blob-store';
import type { BlobId, DatasetId, DocumentId, Original } from '@ragtime/domain';
import { randomUuid, uuidFromParts } from '@ragtime/runtime';
import { type AcceptedOutcome, type AnyOutcome, isAccepted, type Refused, refusalOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { type CommandContext, derivedCommandId, submissionOf } from '../submission/command-context.ts';
import { documentNameHash } from './names.ts';
import type { ReceivedFile } from './received.ts';

type Needs = Pick<ApplicationNeeds, 'bus' | 'vault' | 'blobs' | 'machine'>;

export type IfExists = 'add' | 'skip' | 'replace';

export interface RegisterRequest {
  readonly datasetId: DatasetId;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly ifExists: IfExists;
}

export type Registered = { readonly file: ReceivedFile; readonly commandId: string } & (
  | {
      readonly kind: 'created' | 'revised' | 'unchanged';
      readonly documentId: DocumentId;
      readonly outcome: AcceptedOutcome;
    }
  | { readonly kind: 'skipped'; readonly documentId: DocumentId; readonly outcome: AnyOutcome }
  | { readonly kind: 'refused'; readonly refusal: Refused; readonly outcome: AnyOutcome }
);

/** The document's id comes from the command's id, so that a repeat of the request names the same document. */
export const documentIdAt = ({ commandId }: CommandContext, index: number): DocumentId =>
  uuidFromParts('document', commandId, String(index)) as DocumentId;

/** The document of the same name may disappear between two reads. After so many tries the request fails. */
const triesMax = 3;

/**
 * Makes a document of a received file, or a revision of the document with its name. A blob that no event names is removed at once.
 * When that is not known the blob stays, and the sweeper removes it later if no event names it.
 */
export async function register(needs: Needs, call: Call, request: RegisterRequest, file: ReceivedFile): Promise<Registered> {
  const { datasetId, ifExists } = request;
  const documentId = documentIdAt(call, file.index);
  // The first file's command has the id of the request, so that a caller that asks for that id finds it.
  const commandId = file.index === 0 ? call.commandId : derivedCommandId(call, 'register', file.index);
  const reviseId = derivedCommandId(call, 'revise', file.index);
  const earlier = ifExists === 'replace' ? await earlierRevision(needs, call, datasetId, { documentId, commandId: reviseId }) : undefined;
  if (earlier !== undefined) {
    await needs.blobs.remove([file.blob.path]);
    return { kind: 'revised', file, commandId: reviseId, ...earlier };
  }
  let path = file.blob.path;
  let answered: AnyOutcome = { kind: 'unavailable', commandId, cause: 'overloaded' };
  for (let tries = 0; tries < triesMax; tries += 1) {
    const registered = await submitRegister(needs, call, request, file, { documentId, commandId, path });
    answered = registered;
    if (isAccepted(registered)) {
      if (registered.kind !== 'accepted') await needs.blobs.remove([path]);
      return { kind: 'created', file, documentId, commandId, outcome: registered };
    }
    const namesake = registered.kind === 'rejected' ? registered.detail?.['documentId'] : undefined;
    if (registered.kind !== 'rejected' || registered.reason !== 'document-exists' || typeof namesake !== 'string') break;
    const existing = namesake as DocumentId;
    if (ifExists === 'skip') {
      await needs.blobs.remove([path]);
      return { kind: 'skipped', file, documentId: existing, commandId, outcome: registered };
    }
    path = await moveBelow(needs, path, `${call.principal.tenantId}/${datasetId}/${existing}`);
    const command = {
      type: 'ReviseDocument',
      datasetId,
      documentId: existing,
      original: originalOf(file, path),
      uploadedAtMs: file.uploadedAtMs,
    } as const;
    const revised = await needs.bus.submit(submissionOf(command, call, { commandId: reviseId, ifVersion: undefined }));
    answered = revised;
    if (isAccepted(revised)) {
      if (revised.kind !== 'accepted') await needs.blobs.remove([path]);
      const kind = revised.kind === 'unchanged' ? 'unchanged' : 'revised';
      return { kind, file, documentId: existing, commandId: reviseId, outcome: revised };
    }
    // The document that had the name was deleted meanwhile.
    if (revised.kind !== 'rejected' || revised.reason !== 'document-unknown') break;
    path = await moveBelow(needs, path, `${call.principal.tenantId}/${datasetId}/${documentId}`);
  }
  if (answered.kind !== 'unknown') await needs.blobs.remove([path]);
  return { kind: 'refused', file, commandId: answered.commandId, outcome: answered, refusal: refusalFrom(answered) };
}

/** When the revised document was deleted, a repeat would make a new document. So the log is first asked for the earlier revision. */
async function earlierRevision(
  { bus }: Needs,
  call: Call,
  datasetId: DatasetId,
  { documentId, commandId }: { readonly documentId: DocumentId; readonly commandId: CommandContext['commandId'] },
): Promise<{ readonly documentId: DocumentId; readonly outcome: AcceptedOutcome } | undefined> {
  if (!call.remembered) return undefined;
  const asked = async (of: DocumentId) => {
    const nothing = { type: 'ChangeDocument', datasetId, documentId: of } as const;
    return await bus.submit(submissionOf(nothing, call, { commandId, ifVersion: undefined }));
  };
  const first = await asked(documentId);
  const revised = first.kind === 'duplicate' ? first.events.find((event) => event.type === 'DocumentRevised') : undefined;
  if (revised === undefined) return undefined;
  // This command is for the revised document itself, so that the answer has the version of that document.
  const outcome = await asked(revised.documentId);
  return isAccepted(outcome) ? { documentId: revised.documentId, outcome } : undefined;
}

async function submitRegister(
  { bus, vault }: Needs,
  call: Call,
  { datasetId, metadata, ifExists }: RegisterRequest,
  file: ReceivedFile,
  {
    documentId,
    commandId,
    path,
  }: { readonly documentId: DocumentId; readonly commandId: CommandContext['commandId']; readonly path: BlobPath },
): Promise<AnyOutcome> {
  const { tenantId } = call.principal;
  const keySlot = await vault.takeSlot(tenantId);
  const command = {
    type: 'RegisterDocument',
    datasetId,
    documentId,
    keySlot,
    name: vault.seal(keySlot, file.name),
    nameHash: documentNameHash(vault, tenantId, datasetId, file.name),
    metadata: metadata === undefined ? undefined : vault.seal(keySlot, JSON.stringify(metadata)),
    original: originalOf(file, path),
    uploadedAtMs: file.uploadedAtMs,
    ifExists: ifExists === 'add' ? 'add' : 'refuse',
  } as const;
  return await bus.submit(submissionOf(command, call, { commandId, ifVersion: undefined }));
}

export const originalOf = ({ blob, mediaType }: ReceivedFile, path: BlobPath): Original => ({
  blobId: path as BlobId,
  sha256: blob.sha256,
  sizeBytes: blob.sizeBytes,
  mediaType,
});

/** A deletion removes everything below the document's prefix, so its bytes must lie there. */
async function moveBelow({ blobs, machine }: Needs, from: BlobPath, prefix: string): Promise<BlobPath> {
  const to = `${prefix}/${randomUuid(machine.random)}`;
  await blobs.move(from, to);
  return to;
}

function refusalFrom(outcome: AnyOutcome): Refused {
  if (isAccepted(outcome)) throw new Error('an accepted outcome is no refusal');
  return refusalOf(outcome);
}
