import type { DatasetId, DocumentId, RunId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';
import { type Answer, answerOf, refused } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

type Needs = Pick<ApplicationNeeds, 'bus' | 'library'>;

export interface RunOfDocument {
  readonly documentId: DocumentId;
  readonly runId: RunId;
}

/** Tries a failed document again: a new run, of the present revision and with the present settings of the dataset. */
export async function replayDeadLetter(needs: Needs, call: Call, failedRunId: RunId): Promise<Answer<RunOfDocument>> {
  const failed = await failedRun(needs, call, failedRunId);
  if (failed === undefined) return refused('dead-letter-unknown');
  const runId = uuidFromParts('run', call.commandId) as RunId;
  const outcome = await needs.bus.submit(submissionOf({ type: 'ReplayDeadLetter', ...failed, runId }, call));
  return answerOf(outcome, () => ({ documentId: failed.documentId, runId }));
}

/** Gives a failed run up. The document stays, as failed. */
export async function discardDeadLetter(needs: Needs, call: Call, failedRunId: RunId): Promise<Answer<RunOfDocument>> {
  const failed = await failedRun(needs, call, failedRunId);
  if (failed === undefined) return refused('dead-letter-unknown');
  const outcome = await needs.bus.submit(submissionOf({ type: 'DiscardDeadLetter', ...failed }, call));
  return answerOf(outcome, () => ({ documentId: failed.documentId, runId: failedRunId }));
}

/** Where the run was: among all runs, since a repeat comes when its dead letter is gone; or where the first request found it. */
async function failedRun({ library }: Needs, { principal, commandId, fresh }: Call, failedRunId: RunId) {
  const { tenantId } = principal;
  const run = await fresh.readBehind('library', () => library.getRun(tenantId, failedRunId));
  const [first] = run === undefined ? await library.eventsOfCommand(tenantId, commandId) : [];
  const { datasetId, documentId } = run ?? first ?? {};
  if (datasetId === undefined || documentId === undefined) return undefined;
  return { datasetId: datasetId as DatasetId, documentId: documentId as DocumentId, failedRunId };
}
