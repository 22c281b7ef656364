import type { RunId } from '@ragtime/domain';
import { type Answer, done, isAccepted, refusalOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { requestRuns } from '../runs/request-runs.ts';
import { submissionOf } from '../submission/command-context.ts';
import type { DocumentIds } from './change-document.ts';
import type { ReceivedFile } from './received.ts';
import { originalOf } from './register.ts';

export interface RevisedDocument {
  readonly outcome: 'revised' | 'unchanged';
  readonly version: number;
  readonly revision: number | undefined;
  readonly runId: RunId | undefined;
}

/** Gives a document new bytes. Searches find the old text until the new revision is parsed. */
export async function reviseDocument(
  needs: Pick<ApplicationNeeds, 'bus' | 'blobs'>,
  call: Call,
  { file, parse, ...ids }: DocumentIds & { readonly file: ReceivedFile; readonly parse: boolean },
): Promise<Answer<RevisedDocument>> {
  const { bus, blobs } = needs;
  const original = originalOf(file, file.blob.path);
  const outcome = await bus.submit(submissionOf({ type: 'ReviseDocument', ...ids, original, uploadedAtMs: file.uploadedAtMs }, call));
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') await blobs.remove([file.blob.path]);
  if (!isAccepted(outcome)) return refusalOf(outcome);
  const event = outcome.kind === 'unchanged' ? undefined : outcome.events.find(({ type }) => type === 'DocumentRevised');
  const runs = parse
    ? await requestRuns(needs, call, {
        datasetId: ids.datasetId,
        documentIds: [ids.documentId],
        ifMissing: 'skip',
        keepEdits: false,
        isFirst: false,
      })
    : undefined;
  if (runs?.kind === 'refused') return { ...runs, at: [outcome.at, ...runs.at] };
  return done(
    {
      outcome: outcome.kind === 'unchanged' ? 'unchanged' : 'revised',
      version: outcome.version,
      revision: event?.type === 'DocumentRevised' ? event.revision : undefined,
      runId: runs?.value.get(ids.documentId)?.runId,
    },
    { at: [outcome.at, ...(runs?.at ?? [])], replayed: outcome.kind === 'duplicate' },
  );
}
