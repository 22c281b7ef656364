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

/** Tries a failed document again. The new run reads the present revision with the present settings of the dataset. */
export async function replayDeadLetter(needs: Needs, call: Call, failedRunId: RunId): Promise<Answer<RunOfDocument>> {
  const failed = await failedRun(needs, call, failedRunId);
  if (failed === undefined) return refused('dead-letter-unknown');
  const runId = uuidFromParts('run', call.commandId) as RunId;
  const outcome = await needs.bus.submit(submissionOf({ type: 'ReplayDeadLetter', ...failed, runId }, call));
  return answerOf(outcome, () => ({ documentId: failed.documentId, runId }));
}

/** Gives up a failed run. The document stays failed. */
export async function discardDeadLetter(needs: Needs, call: Call, failedRunId: RunId): Promise<Answer<RunOfDocument>> {
  const failed = await failedRun(needs, call, failedRunId);
  if (failed === undefined) return refused('dead-letter-unknown');
  const outcome = await needs.bus.submit(submissionOf({ type: 'DiscardDeadLetter', ...failed }, call));
  return answerOf(outcome, () => ({ documentId: failed.documentId, runId: failedRunId }));
}

/** Finds the document of the run. It looks among all runs, since a repeat comes when the dead letter is gone, and then in the answer to the first request. */
async function failedRun({ library }: Needs, { principal, commandId, fresh }: Call, failedRunId: RunId) {
  const { tenantId } = principal;
  const run = await fresh.readBehind('library', () => library.getRun(tenantId, failedRunId));
  const [first] = run === undefined ? await library.eventsOfCommand(tenantId, commandId) : [];
  const { datasetId, documentId } = run ?? first ?? {};
  if (datasetId === undefined || documentId === undefined) return undefined;
  return { datasetId: datasetId as DatasetId, documentId: documentId as DocumentId, failedRunId };
}
