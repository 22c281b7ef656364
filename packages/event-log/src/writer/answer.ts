import type { Rules, Scope, Subject } from '@ragtime/domain';
import { type Envelope, isLogEvent } from '../port/envelope.ts';
import type { PartitionName, Position } from '../port/position.ts';
import type { Outcome, OutcomePosition, Submission } from './outcome.ts';

/** An outcome without its position. The position is known once the records that the outcome depends on are confirmed. */
export type Answer<Event, Reason extends string> = (at: OutcomePosition) => Outcome<Event, Reason>;

export const at = (partition: PartitionName, { offset, link }: Position): OutcomePosition => ({ partition, position: { offset, link } });

/**
 * The version that an answer carries. It is the version that the command's own events gave its target. Where they raised another subject, it is the
 * target's present version.
 */
export function answeredVersion<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  command: Command,
  envelopes: readonly Envelope<Event>[],
  scope: Scope<Entities>,
): number {
  const target = rules.targetOf(command);
  const raised = envelopes.findLast(({ meta }) => isSubject(meta.subject, target));
  return raised?.meta.version ?? rules.versionOf(scope, target);
}

/** The answer to a command whose id was accepted earlier: a duplicate, or another request under the same id. */
export function repeated<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  submission: Submission<Command>,
  earlier: readonly Envelope<Event>[],
  scope: Scope<Entities>,
): Answer<Event, Reason> {
  const { commandId } = submission;
  const first = earlier[0];
  if (first === undefined || !Buffer.from(first.meta.payloadHash).equals(submission.payloadHash)) {
    return (at) => ({ kind: 'key-reused', commandId, at });
  }
  const version = answeredVersion(rules, submission.command, earlier, scope);
  const events = domainEvents(earlier);
  return (at) => ({ kind: 'duplicate', commandId, version, events, at, atMs: first.meta.atMs });
}

function domainEvents<Event>(envelopes: readonly Envelope<Event>[]): readonly Event[] {
  return envelopes.flatMap(({ event }) => (isLogEvent(event) ? [] : [event]));
}

const isSubject = (one: { readonly kind: string; readonly id: string }, other: Subject) => one.kind === other.kind && one.id === other.id;
