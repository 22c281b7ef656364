import {
  type DocumentEntities,
  type DocumentRejection,
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  documentRules,
  type Rules,
} from '@ragtime/domain';
import { foldEvent, MemoryScope } from '@ragtime/testkit';
import { commandFor, type Intent } from './intents.ts';
import type { Happened } from './recorded.ts';

type DocumentTopicRules = Rules<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, DocumentRejection>;
const rules: DocumentTopicRules = documentRules;

/** The events that the real rules decide for these commands, in order, with their versions. A rejected command adds nothing. */
export function happenings(steps: readonly (DocumentTopicCommand | Intent)[]): readonly Happened[] {
  const scopes = new Map<string, MemoryScope<DocumentEntities>>();
  return steps.flatMap((step, number) => {
    const atMs = (number + 1) * 1_000;
    const key = step.datasetId;
    const scope = scopes.get(key) ?? new MemoryScope<DocumentEntities>();
    scopes.set(key, scope);
    const command = 'type' in step ? step : commandFor(step, scope);
    if (command === undefined) return [];
    const decision = rules.decide(command, scope, { atMs });
    if (decision.kind !== 'accepted') return [];
    const { events } = decision;
    return events.map((event, index): Happened => {
      const subject = rules.subjectOf(event);
      const version = foldEvent(rules, scope, event, atMs);
      return { event, key, subject, version, atMs, commandId: `command-${number}`, index, count: events.length };
    });
  });
}
