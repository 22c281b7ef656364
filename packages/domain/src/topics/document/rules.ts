import type { Dataset } from '../../dataset/dataset.ts';
import { reject } from '../../decision.ts';
import type { DocumentEntities } from '../../entities.ts';
import type { DecisionContext, Rules } from '../../scope.ts';
import { eventRowOf } from '../rows.ts';
import type { DocumentRejection, DocumentTopicCommand, DocumentTopicEvent } from '../types.ts';
import { documentCommand } from './commands.ts';
import { documentEvents } from './events.ts';
import { documentVersion } from './subjects.ts';

/** The rules of `ragtime.document.events`. */
export const documentRules: Rules<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, DocumentRejection> = {
  scopeOf: (command) => documentCommand(command).scope(command).id,
  isHidden: (command, scope, context) => isOfAnother(scope.get('dataset', command.datasetId), context),
  decide(command, scope, context) {
    if (isOfAnother(scope.get('dataset', command.datasetId), context)) return reject('dataset-unknown');
    return documentCommand(command).decide(command, scope, context);
  },
  evolve: (draft, event, context) => eventRowOf(documentEvents, event).evolve(draft, event, context),
  subjectOf: (event) => eventRowOf(documentEvents, event).subject(event),
  targetOf: (command) => documentCommand(command).target(command),
  versionOf: documentVersion,
};

/** A caller that guesses an id of another tenant learns nothing from the answer. */
function isOfAnother(dataset: Dataset | undefined, { tenantId }: DecisionContext): boolean {
  return tenantId !== undefined && dataset?.status === 'open' && dataset.tenantId !== tenantId;
}
