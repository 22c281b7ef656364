import { codeOfOutcome, type ProblemCode } from '@ragtime/contracts';
import type { DomainEvent } from '@ragtime/domain';
import { mergePositions, type Outcome, type OutcomePosition, type Positions } from '@ragtime/event-log';

export type AnyOutcome = Outcome<DomainEvent, string>;
export type AcceptedOutcome = Extract<AnyOutcome, { kind: 'accepted' | 'duplicate' | 'unchanged' }>;

/** A use case did what was asked. */
export interface Done<Value> {
  readonly kind: 'done';
  readonly value: Value;
  /** The positions of its events: a read that has reached them sees the change. */
  readonly at: readonly OutcomePosition[];
  /** Whether everything was done before under the same idempotency key. */
  readonly replayed: boolean;
  /** The search index has not caught up in time: it may still find what was deleted. */
  readonly isStale: boolean;
}

/** A use case did not do what was asked. The code is a row of the table of errors; the members say what is special about this case. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  readonly members: Readonly<Record<string, unknown>>;
  readonly at: readonly OutcomePosition[];
}

export type Answer<Value> = Done<Value> | Refused;

export const isAccepted = (outcome: AnyOutcome): outcome is AcceptedOutcome =>
  outcome.kind === 'accepted' || outcome.kind === 'duplicate' || outcome.kind === 'unchanged';

/** Keeps the highest position of each partition. Commands may be answered in any order. */
export const positionsOf = (...at: readonly OutcomePosition[]): Positions =>
  mergePositions(...at.map(({ partition, position }) => new Map([[partition, position]])));

export const done = <Value>(value: Value, more: Partial<Omit<Done<Value>, 'kind' | 'value'>> = {}): Done<Value> => ({
  kind: 'done',
  value,
  at: [],
  replayed: false,
  isStale: false,
  ...more,
});

export const refused = (code: ProblemCode, members: Refused['members'] = {}, at: readonly OutcomePosition[] = []): Refused => ({
  kind: 'refused',
  code,
  members,
  at,
});

/** Turns an outcome that is no success into a refusal. */
export function refusalOf(outcome: Exclude<AnyOutcome, AcceptedOutcome>): Refused {
  const at = 'at' in outcome ? [outcome.at] : [];
  const code = codeOfOutcome(outcome);
  if (outcome.kind === 'rejected') return refused(code, outcome.detail ?? {}, at);
  return refused(code, outcome.kind === 'conflict' ? { currentVersion: outcome.currentVersion } : {}, at);
}

/** The answer of a use case that sends one command. */
export const answerOf = <Value>(outcome: AnyOutcome, valueOf: (accepted: AcceptedOutcome) => Value): Answer<Value> =>
  isAccepted(outcome) ? done(valueOf(outcome), { at: [outcome.at], replayed: outcome.kind === 'duplicate' }) : refusalOf(outcome);
