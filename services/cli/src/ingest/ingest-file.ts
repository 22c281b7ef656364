import { type Client, dataOf, RagtimeProblem } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import { CommandFailed } from '../shared/failures.ts';
import { type DocumentsByName, stepFor } from './compare.ts';
import type { Fingerprint } from './files/fingerprint.ts';
import type { FoundFile } from './files/walk.ts';
import type { RunFollower } from './follow-runs.ts';
import type { FileOutcome } from './outcome.ts';
import { sendFile, sendUntilAnswered } from './send.ts';
import type { IngestView } from './view/view.ts';

export interface FileNeeds {
  readonly client: Client;
  readonly machine: Machine;
  readonly datasetId: string;
  readonly follower: RunFollower;
  readonly view: IngestView;
  readonly fingerprint: Fingerprint;
  readonly signal: AbortSignal;
}

type Begun =
  | { readonly kind: 'added' | 'replaced' | 'read'; readonly documentId: string; readonly runId: string }
  | Extract<FileOutcome, { readonly kind: 'unchanged' | 'failed' }>;

/**
 * Does for one file what it needs. Resolves when the server has the file. `ended` resolves when it is read, so that other files can be sent
 * meanwhile.
 */
export async function ingestFile(
  needs: FileNeeds,
  file: FoundFile,
  documents: DocumentsByName,
): Promise<{ readonly ended: Promise<FileOutcome> }> {
  const fromMs = needs.machine.clock.monotonicMs();
  const begun = await begin(needs, file, documents).catch((error: unknown) => failedWith(file, error));
  if (begun.kind === 'unchanged' || begun.kind === 'failed') return { ended: Promise.resolve(begun) };
  needs.view.waiting(file.name);
  return { ended: waitFor(needs, file, begun, fromMs) };
}

async function begin(needs: FileNeeds, file: FoundFile, documents: DocumentsByName): Promise<Begun> {
  const { client, datasetId, fingerprint, view } = needs;
  needs.signal.throwIfAborted();
  const step = await stepFor(file, documents, fingerprint);
  const shared = { name: file.name, path: file.path, sizeBytes: file.sizeBytes };
  if (step.kind === 'nothing') return { ...shared, kind: 'unchanged', documentId: step.documentId };
  if (step.kind === 'wait') return { kind: 'read', documentId: step.documentId, runId: step.runId };
  if (step.kind === 'parse') return { kind: 'read', documentId: step.documentId, runId: await readAgain(needs, step.documentId) };
  view.uploading(file.name, file.sizeBytes);
  const { outcome, problem, documentId, runId } = await sendFile(client, datasetId, file, needs);
  if (outcome === 'refused' || documentId === undefined) {
    const { code = 'unavailable', title = 'the file was refused', detail } = problem ?? {};
    return { ...shared, kind: 'failed', documentId: undefined, code, message: detail ?? title };
  }
  const kind = outcome === 'created' ? 'added' : 'replaced';
  return { kind, documentId, runId: runId ?? (await readAgain(needs, documentId)) };
}

/** Requests a run of the bytes on the server. @returns the run that reads them, which may have been open already. */
async function readAgain({ client, datasetId, machine, signal }: FileNeeds, documentId: string): Promise<string> {
  const { items } = await sendUntilAnswered(
    async (key) =>
      await dataOf(
        client.api.POST('/v1/datasets/{datasetId}/parse', {
          params: { path: { datasetId }, header: { 'idempotency-key': key } },
          body: { documentIds: [documentId], keepEdits: true },
          signal,
        }),
      ),
    { machine, signal },
  );
  const [begun] = items;
  if (begun !== undefined) return begun.runId;
  const path = { datasetId, documentId };
  const { runId } = await dataOf(client.api.GET('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path }, signal }));
  if (runId === undefined) throw new CommandFailed('the server neither reads the document nor says why');
  return runId;
}

async function waitFor(
  { follower, view, machine }: FileNeeds,
  file: FoundFile,
  { kind, documentId, runId }: Extract<Begun, { readonly runId: string }>,
  fromMs: number,
): Promise<FileOutcome> {
  const shared = { name: file.name, path: file.path, sizeBytes: file.sizeBytes, documentId };
  const state = await follower.ended(documentId, runId, (progress) => view.progress(file.name, progress));
  if (state.status === 'parsed') {
    const { pages = 0, chunks = 0, tokens = 0 } = state;
    return { ...shared, kind, runId: state.runId, pages, chunks, tokens, durationMs: machine.clock.monotonicMs() - fromMs };
  }
  const { code, message } = state.error ?? {
    code: state.status,
    message: state.status === 'deleted' ? 'the document was deleted meanwhile' : 'the run was cancelled',
  };
  return { ...shared, kind: 'failed', code, message };
}

/** What is wrong with this one file. Any other error ends the whole ingest. */
function failedWith({ name, path, sizeBytes }: FoundFile, error: unknown): Begun {
  const failed = (code: string, message: string): Begun => ({
    kind: 'failed',
    name,
    path,
    sizeBytes,
    documentId: undefined,
    code,
    message,
  });
  if (error instanceof RagtimeProblem && !endsEverything(error)) return failed(error.code, error.message);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return failed('file-unreadable', 'it does not exist any more');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO') return failed('file-unreadable', 'it cannot be read');
  throw error;
}

const endsEverything = ({ status, code }: RagtimeProblem): boolean =>
  status === 401 || status === 403 || status === 507 || status === 503 || code === 'dataset-unknown' || code === 'dataset-closed';
