import {
  type CommandId,
  type DatasetId,
  type DocumentId,
  type DomainCommand,
  documentsPerCommandMax,
  type Priority,
  type RunId,
} from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import { uuidFromParts } from '@ragtime/runtime';
import { type Answer, done, isAccepted, refusalOf, refused } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { derivedCommandId, submissionOf } from '../submission/command-context.ts';

export interface RunsRequest {
  readonly datasetId: DatasetId;
  readonly documentIds: readonly DocumentId[];
  /** When each document was made, in milliseconds since 1970. Only for documents that were listed, not named. */
  readonly madeAtMs?: ReadonlyMap<DocumentId, number> | undefined;
  /** `skip` is for listed documents, which may have been deleted since. */
  readonly ifMissing: 'refuse' | 'skip';
  /** Whether the first command has the request's own id. */
  readonly isFirst: boolean;
}

export interface ParseRequest extends RunsRequest {
  readonly priority?: Priority | undefined;
  readonly keepEdits: boolean;
}

export type Runs = ReadonlyMap<DocumentId, { readonly runId: RunId; readonly run: number }>;

type Needs = Pick<ApplicationNeeds, 'bus'>;

/**
 * Starts a run of each document; one command holds a hundred. A document with an open run of its present revision keeps that run
 * and is missing from the answer.
 */
export const requestRuns = async (needs: Needs, call: Call, request: ParseRequest): Promise<Answer<Runs>> =>
  await inBatches(needs, call, request, 'parse', (documentIds) => ({
    type: 'RequestParsing',
    datasetId: request.datasetId,
    documents: documentIds.map((documentId) => ({ documentId, runId: uuidFromParts('run', call.commandId, documentId) as RunId })),
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    keepEdits: request.keepEdits,
    ifMissing: request.ifMissing,
  }));

/** Cancels the open run of each document; one command holds a hundred. */
export const cancelRuns = async (needs: Needs, call: Call, request: RunsRequest): Promise<Answer<Runs>> =>
  await inBatches(needs, call, request, 'cancel', (documentIds) => ({
    type: 'CancelParsing',
    datasetId: request.datasetId,
    documents: documentIds.map((documentId) => ({ documentId })),
    ifMissing: request.ifMissing,
  }));

async function inBatches(
  { bus }: Needs,
  call: Call,
  { documentIds, madeAtMs, isFirst }: RunsRequest,
  label: 'parse' | 'cancel',
  commandOf: (documentIds: readonly DocumentId[]) => DomainCommand,
): Promise<Answer<Runs>> {
  const runs = new Map<DocumentId, { readonly runId: RunId; readonly run: number }>();
  const at: OutcomePosition[] = [];
  let isWritten = !isFirst;
  let replayed = true;
  let targets = documentIds;
  for (let from = 0; from === 0 || from < targets.length; from += documentsPerCommandMax) {
    const batch = targets.slice(from, from + documentsPerCommandMax);
    const commandId: CommandId = isFirst && from === 0 ? call.commandId : derivedCommandId(call, label, from);
    const outcome = await bus.submit(submissionOf(commandOf(batch), call, { commandId, ifVersion: undefined }));
    // An earlier command was written, so the answer must not say that nothing was written.
    if (outcome.kind === 'unavailable' && isWritten) return refused('outcome-unknown', {}, at);
    if (!isAccepted(outcome)) return refusalOf(outcome);
    isWritten = true;
    replayed = replayed && outcome.kind === 'duplicate';
    at.push(outcome.at);
    // Documents that were made since the first request do not belong to its repeat.
    if (from === 0 && outcome.kind === 'duplicate') targets = targets.filter((id) => (madeAtMs?.get(id) ?? 0) <= outcome.atMs);
    for (const event of outcome.kind === 'unchanged' ? [] : outcome.events) {
      if (event.type !== (label === 'parse' ? 'ParsingRequested' : 'RunCancelled') || event.documentId === undefined) continue;
      runs.set(event.documentId, { runId: event.runId, run: event.run });
    }
  }
  return done(runs, { at, replayed });
}
