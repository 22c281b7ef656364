import type { OpenDataset } from '../dataset/dataset.ts';
import type { Decision } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { DecisionContext, Scope } from '../scope.ts';
import { type AttemptRejection, decideAttempt } from './attempts.ts';
import type { ParseRunCommand } from './commands.ts';
import { type DatasetRunRejection, requestDatasetRun } from './dataset-runs.ts';
import { type DeadLetterRejection, discardDeadLetter, replayDeadLetter } from './dead-letters.ts';
import type { ParseRunEvent } from './events.ts';
import { taskKinds } from './kinds.ts';
import { cancelParsing, type RequestRejection, requestParsing } from './requests.ts';

export type ParseRunRejection = RequestRejection | AttemptRejection | DeadLetterRejection | DatasetRunRejection;

export function decideParseRun(
  command: ParseRunCommand,
  scope: Scope<DocumentEntities>,
  context: DecisionContext,
  dataset: OpenDataset,
): Decision<ParseRunEvent, ParseRunRejection> {
  const { kinds = taskKinds } = context;
  switch (command.type) {
    case 'RequestParsing':
      return requestParsing(command, scope, dataset);
    case 'CancelParsing':
      return cancelParsing(command, scope);
    case 'RequestDatasetRun':
      return requestDatasetRun(command, scope, dataset, kinds);
    case 'ReplayDeadLetter':
      return replayDeadLetter(command, scope, dataset);
    case 'DiscardDeadLetter':
      return discardDeadLetter(command, scope);
    default:
      return decideAttempt(command, scope, context, kinds);
  }
}
