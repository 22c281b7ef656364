import type { Decision } from '../decision.ts';
import type { DecisionContext, EvolveContext, Scope, ScopeDraft, Subject } from '../scope.ts';
import type { ScopeKind } from './types.ts';

interface Typed {
  readonly type: string;
}
type OfType<Union extends Typed, Type extends string> = Extract<Union, { readonly type: Type }>;

/** The subject of each event, by its type. */
export type Subjects<Event extends Typed> = { readonly [Type in Event['type']]: (event: OfType<Event, Type>) => Subject };

/** What a topic knows about one type of event. */
export interface EventRow<Event, Entities> {
  subject(event: Event): Subject;
  evolve(draft: ScopeDraft<Entities>, event: Event, context: EvolveContext): void;
}
export type EventRows<Event extends Typed, Entities> = {
  readonly [Type in Event['type']]: EventRow<OfType<Event, Type>, Entities>;
};

/** The rows of one concept's events. One function folds them all. */
export function eventRows<Event extends Typed, Entities>(
  evolve: (draft: ScopeDraft<Entities>, event: Event, context: EvolveContext) => void,
  subjects: Subjects<Event>,
): EventRows<Event, Entities> {
  return mapValues(subjects, (subject) => ({ subject, evolve })) as unknown as EventRows<Event, Entities>;
}

/** The subject whose version a command's `If-Match` names, by the command's type. */
export type Targets<Command extends Typed> = { readonly [Type in Command['type']]: (command: OfType<Command, Type>) => Subject };

/** The key of a command's scope in the log, and the kind of the scope. */
export interface ScopeKey {
  readonly kind: ScopeKind;
  readonly id: string;
}

/** What a topic knows about one type of command. */
export interface CommandRow<Command, Event, Entities, Reason> {
  scope(command: Command): ScopeKey;
  target(command: Command): Subject;
  decide(command: Command, scope: Scope<Entities>, context: DecisionContext): Decision<Event, Reason>;
}
export type CommandRows<Command extends Typed, Event, Entities, Reason> = {
  readonly [Type in Command['type']]: CommandRow<OfType<Command, Type>, Event, Entities, Reason>;
};

/** The rows of commands that address one kind of scope and that one function decides. */
export function commandRows<Command extends Typed, Event, Entities, Reason>(
  scope: (command: Command) => ScopeKey,
  decide: (command: Command, scope: Scope<Entities>, context: DecisionContext) => Decision<Event, Reason>,
  targets: Targets<Command>,
): CommandRows<Command, Event, Entities, Reason> {
  return mapValues(targets, (target) => ({ scope, target, decide })) as unknown as CommandRows<Command, Event, Entities, Reason>;
}

const mapValues = <From, To>(from: Readonly<Record<string, From>>, to: (value: From) => To): Readonly<Record<string, To>> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]));

/** The compiler cannot see that an event's row is the one for its own type. */
export const eventRowOf = <Event extends Typed, Entities>(rows: EventRows<Event, Entities>, event: Event): EventRow<Event, Entities> =>
  rows[event.type as Event['type']] as EventRow<Event, Entities>;
export const commandRowOf = <Command extends Typed, Event, Entities, Reason>(
  rows: CommandRows<Command, Event, Entities, Reason>,
  command: Command,
): CommandRow<Command, Event, Entities, Reason> => rows[command.type as Command['type']] as CommandRow<Command, Event, Entities, Reason>;
