import type { Decision } from './decision.ts';
import type { TaskKinds } from './parse-run/kinds.ts';

/**
 * Everything that one decision may look at: every entity under one key of the log. Entities are immutable values. An `evolve` puts new ones in
 * their place, so that an overlay over confirmed state copies only the entities that it changes.
 */
export interface Scope<Entities> {
  get<Kind extends keyof Entities & string>(kind: Kind, id: string): Entities[Kind] | undefined;
  /** All entities of a kind. A rule must not rely on their order. Linear in their number. */
  list<Kind extends keyof Entities & string>(kind: Kind): Iterable<readonly [id: string, entity: Entities[Kind]]>;
}

export interface ScopeDraft<Entities> extends Scope<Entities> {
  put<Kind extends keyof Entities & string>(kind: Kind, id: string, entity: Entities[Kind]): void;
  remove(kind: keyof Entities & string, id: string): void;
  /** Removes every entity of the scope. */
  clear(): void;
}

/** What a decision gets besides the command and the state: rules read no clock and draw no random numbers. */
export interface DecisionContext {
  /** The tenant of the command. Data of another tenant is unknown to it. Undefined only in tests of the rules. */
  readonly tenantId?: string;
  /** Record time of the batch: never below the time of the record before it. */
  readonly atMs: number;
  /** The clock of the owner. It is below `atMs` while record time stands still. Default `atMs`. */
  readonly nowMs?: number;
  /** The kinds of task. Absent: those of the release. */
  readonly kinds?: TaskKinds;
}

/** What `evolve` gets besides the event. */
export interface EvolveContext {
  /** The version that this event gives its subject: one more than before. */
  readonly version: number;
  readonly atMs: number;
}

/** A subject has a version that `If-Match` can name. An event raises its subject's version and no other. */
export interface Subject {
  readonly kind: 'tenant' | 'user' | 'email' | 'api-key' | 'dataset-name' | 'dataset' | 'document' | 'run' | 'chunk' | 'receipt';
  readonly id: string;
}

/** The rules of one topic: everything that the owner of a partition needs to know about them. */
export interface Rules<Command, Event, Entities, Reason extends string> {
  /** The key of the one scope that a command is about. */
  scopeOf(command: Command): string;
  decide(command: Command, scope: Scope<Entities>, context: DecisionContext): Decision<Event, Reason>;
  /** Whether the scope belongs to another tenant than the command. Then the answer reveals nothing about it, not even a version. Absent: never. */
  isHidden?(command: Command, scope: Scope<Entities>, context: DecisionContext): boolean;
  /** Total: an accepted event always folds, even if today's code would decide differently. */
  evolve(draft: ScopeDraft<Entities>, event: Event, context: EvolveContext): void;
  subjectOf(event: Event): Subject;
  /** 0 for a subject that has no event yet or was removed. */
  versionOf(scope: Scope<Entities>, subject: Subject): number;
  /** The subject whose version a command's `If-Match` names, and whose version its answer carries. */
  targetOf(command: Command): Subject;
}
