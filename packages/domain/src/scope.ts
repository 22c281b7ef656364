import type { Decision } from './decision.ts';
import type { TaskKinds } from './parse-run/kinds.ts';

/**
 * What one decision may look at: every entity under one key of the log. Entities are immutable values; an `evolve` puts
 * new ones in their place, so that an overlay over confirmed state copies only what it touches.
 */
export interface Scope<Entities> {
  get<Kind extends keyof Entities & string>(kind: Kind, id: string): Entities[Kind] | undefined;
  /** All entities of a kind, in no order that a rule may rest on. Linear in their number. */
  list<Kind extends keyof Entities & string>(kind: Kind): Iterable<readonly [id: string, entity: Entities[Kind]]>;
}

export interface ScopeDraft<Entities> extends Scope<Entities> {
  put<Kind extends keyof Entities & string>(kind: Kind, id: string, entity: Entities[Kind]): void;
  remove(kind: keyof Entities & string, id: string): void;
  /** Removes every entity of the scope. */
  clear(): void;
}

/** What a decision is told besides the command and the state: rules draw neither time nor chance themselves. */
export interface DecisionContext {
  /** On whose behalf: what is another tenant's is unknown to it. Undefined only where the rules themselves are tested. */
  readonly tenantId?: string;
  /** Record time of the batch: never below the time of the record before it. */
  readonly atMs: number;
  /** What kinds of task there are. Absent: those of the release. */
  readonly kinds?: TaskKinds;
}

/** What `evolve` is told besides the event. */
export interface EvolveContext {
  /** The version that this event gives its subject: the one before it and 1. */
  readonly version: number;
  readonly atMs: number;
}

/** Who has a version that `If-Match` can name. An event raises its subject's version and no other. */
export interface Subject {
  readonly kind: 'tenant' | 'user' | 'email' | 'api-key' | 'dataset-name' | 'dataset' | 'document' | 'run' | 'chunk' | 'receipt';
  readonly id: string;
}

/** The rules of one topic: all that the owner of a partition needs to know of them. */
export interface Rules<Command, Event, Entities, Reason extends string> {
  /** The key of the one scope that a command speaks to. */
  scopeOf(command: Command): string;
  decide(command: Command, scope: Scope<Entities>, context: DecisionContext): Decision<Event, Reason>;
  /** Whether the scope is another's than the command's: then nothing of it is told, not even a version. Absent: never. */
  isHidden?(command: Command, scope: Scope<Entities>, context: DecisionContext): boolean;
  /** Total: an event that was accepted always folds, whatever the code of today would decide. */
  evolve(draft: ScopeDraft<Entities>, event: Event, context: EvolveContext): void;
  subjectOf(event: Event): Subject;
  /** 0 for a subject that has no event yet or is gone. */
  versionOf(scope: Scope<Entities>, subject: Subject): number;
  /** The subject whose version a command's `If-Match` names, and whose version its answer carries. */
  targetOf(command: Command): Subject;
}
