import type { ProblemCode } from '@ragtime/contracts';
import type { DocumentId, Priority, RunId } from '@ragtime/domain';
import { type Answer, done, isAccepted } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import type { Runs } from '../runs/request-runs.ts';
import type { ReceivedFile } from './received.ts';
import { type Registered, type RegisterRequest, register } from './register.ts';
import { replaceMetadata } from './replace-metadata.ts';
import { startParsing } from './start-parsing.ts';

/** The outcome for one file of an upload. */
export type RegisteredFile = { readonly file: ReceivedFile; readonly commandId: string } & (
  | { readonly outcome: 'refused'; readonly code: ProblemCode; readonly members: Readonly<Record<string, unknown>> }
  | {
      /** `unchanged`: the document of this name has these bytes. `skipped`: a document of this name is there. */
      readonly outcome: 'created' | 'revised' | 'unchanged' | 'skipped';
      readonly documentId: DocumentId;
      readonly version: number | undefined;
      /** The id of the parse run that was started, or that is already open. */
      readonly runId: RunId | undefined;
    }
);

export interface RegisterDocumentsRequest extends RegisterRequest {
  readonly files: readonly ReceivedFile[];
  /** When undefined, nothing is parsed. */
  readonly parse: { readonly priority: Priority | undefined } | undefined;
}

/** Makes a document of each received file, or a revision of the document that has its name. Then starts parse runs. */
export async function registerDocuments(
  needs: Pick<ApplicationNeeds, 'bus' | 'vault' | 'blobs' | 'machine' | 'library' | 'trackers'>,
  call: Call,
  request: RegisterDocumentsRequest,
): Promise<Answer<readonly RegisteredFile[]>> {
  const registered = await Promise.all(request.files.map(async (file) => await register(needs, call, request, file)));
  const [first] = registered;
  if (first?.kind === 'refused' && registered.every(({ kind }) => kind === 'refused')) return first.refusal;
  const changed = await replaceMetadata(needs, call, request, registered);
  const parsing = request.parse && (await startParsing(needs, call, request, registered, request.parse.priority));
  const at = [...registered.flatMap(({ outcome }) => ('at' in outcome ? [outcome.at] : [])), ...changed, ...(parsing?.at ?? [])];
  if (parsing?.kind === 'refused') return { ...parsing, at };
  return done(
    registered.map((one) => fileOf(one, parsing?.value)),
    { at, replayed: registered.every(({ outcome }) => outcome.kind === 'duplicate') },
  );
}

function fileOf(one: Registered, runs: Runs | undefined): RegisteredFile {
  const { file, commandId, outcome } = one;
  if (one.kind === 'refused') return { file, commandId, outcome: 'refused', code: one.refusal.code, members: one.refusal.members };
  const version = isAccepted(outcome) ? outcome.version : undefined;
  return { file, commandId, outcome: one.kind, documentId: one.documentId, version, runId: runs?.get(one.documentId)?.runId };
}
