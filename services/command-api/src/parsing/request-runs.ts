import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import { type CommandId, type DatasetId, type DocumentId, documentsPerCommandMax, type Priority, type RunId } from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import {
  type AnyOutcome,
  type CommandContext,
  derivedCommandId,
  isAccepted,
  ProblemError,
  problemOfOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import type { CommandApiNeeds } from '../needs.ts';

export interface RunsRequest {
  readonly context: CommandContext;
  readonly payloadHash: Uint8Array;
  readonly datasetId: DatasetId;
  readonly documentIds: readonly DocumentId[];
  /** When each was made, in milliseconds since 1970, where they were listed and not named. */
  readonly madeAtMs?: ReadonlyMap<DocumentId, number> | undefined;
  /** `skip`: for documents that were listed and may have gone since. */
  readonly ifMissing: 'refuse' | 'skip';
  /** Whether the first command has the request's own id. */
  readonly isFirst: boolean;
}

export interface Runs {
  readonly runs: ReadonlyMap<DocumentId, { readonly runId: RunId; readonly run: number }>;
  readonly at: readonly OutcomePosition[];
  readonly replayed: boolean;
}

/**
 * Starts a run of each document, a hundred a command. One with an open run of its present revision keeps that and is missing
 * from the answer.
 *
 * @throws ProblemError
 */
export const requestRuns = async (
  needs: CommandApiNeeds,
  request: RunsRequest & { readonly priority?: Priority | undefined; readonly keepEdits: boolean },
): Promise<Runs> =>
  await inBatches(needs, request, 'parse', (documentIds) => ({
    type: 'RequestParsing',
    datasetId: request.datasetId,
    documents: documentIds.map((documentId) => ({
      documentId,
      runId: uuidFromParts('run', request.context.commandId, documentId) as RunId,
    })),
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    keepEdits: request.keepEdits,
    ifMissing: request.ifMissing,
  }));

/** Cancels the open run of each document, a hundred a command. @throws ProblemError */
export const cancelRuns = async (needs: CommandApiNeeds, request: RunsRequest): Promise<Runs> =>
  await inBatches(needs, request, 'cancel', (documentIds) => ({
    type: 'CancelParsing',
    datasetId: request.datasetId,
    documents: documentIds.map((documentId) => ({ documentId })),
    ifMissing: request.ifMissing,
  }));

async function inBatches(
  { bus }: CommandApiNeeds,
  { context, payloadHash, documentIds, madeAtMs, isFirst }: RunsRequest,
  label: string,
  commandOf: (documentIds: readonly DocumentId[]) => DomainCommand,
): Promise<Runs> {
  const runs = new Map<DocumentId, { readonly runId: RunId; readonly run: number }>();
  const at: OutcomePosition[] = [];
  let isWritten = !isFirst;
  let replayed = true;
  let targets = documentIds;
  for (let from = 0; from === 0 || from < targets.length; from += documentsPerCommandMax) {
    const batch = targets.slice(from, from + documentsPerCommandMax);
    const commandId: CommandId = isFirst && from === 0 ? context.commandId : derivedCommandId(context, label, from);
    const outcome: AnyOutcome<DomainEvent> = await bus.submit(
      submissionOf(commandOf(batch), context, payloadHash, { commandId, ifVersion: undefined }),
    );
    // Something was written before: "nothing was written" would be untrue by now.
    if (outcome.kind === 'unavailable' && isWritten) throw new ProblemError('outcome-unknown');
    if (!isAccepted(outcome)) throw problemOfOutcome(outcome);
    isWritten = true;
    replayed = replayed && outcome.kind === 'duplicate';
    at.push(outcome.at);
    // What was made since the first request is no part of its repeat.
    if (from === 0 && outcome.kind === 'duplicate') targets = targets.filter((id) => (madeAtMs?.get(id) ?? 0) <= outcome.atMs);
    for (const event of outcome.kind === 'unchanged' ? [] : outcome.events) {
      if (event.type !== (label === 'parse' ? 'ParsingRequested' : 'RunCancelled') || event.documentId === undefined) continue;
      runs.set(event.documentId, { runId: event.runId, run: event.run });
    }
  }
  return { runs, at, replayed };
}
