import type { Decision, DecisionContext, RejectionDetail, Rules, Scope, ScopeDraft } from '@ragtime/domain';
import { expect } from 'vitest';

/** A scope in memory, kept in plain maps. The owner of a partition keeps the same in overlays. */
export class MemoryScope<Entities> implements ScopeDraft<Entities> {
  readonly #kinds = new Map<string, Map<string, unknown>>();

  get<Kind extends keyof Entities & string>(kind: Kind, id: string): Entities[Kind] | undefined {
    return this.#kinds.get(kind)?.get(id) as Entities[Kind] | undefined;
  }

  *list<Kind extends keyof Entities & string>(kind: Kind): Generator<readonly [id: string, entity: Entities[Kind]]> {
    for (const [id, entity] of this.#kinds.get(kind) ?? []) yield [id, entity as Entities[Kind]];
  }

  put<Kind extends keyof Entities & string>(kind: Kind, id: string, entity: Entities[Kind]): void {
    const entities = this.#kinds.get(kind) ?? new Map<string, unknown>();
    this.#kinds.set(kind, entities.set(id, entity));
  }

  remove(kind: keyof Entities & string, id: string): void {
    const entities = this.#kinds.get(kind);
    if (entities?.delete(id) === true && entities.size === 0) this.#kinds.delete(kind);
  }

  clear(): void {
    this.#kinds.clear();
  }

  /** Everything in the scope, sorted. Two equal scopes give equal lists, whatever their histories. */
  entries(): readonly (readonly [kind: string, id: string, entity: unknown])[] {
    const all = [...this.#kinds].flatMap(([kind, entities]) => [...entities].map(([id, entity]) => [kind, id, entity] as const));
    return all.sort(([kind, id], [otherKind, otherId]) => compare(kind, otherKind) || compare(id, otherId));
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/**
 * Folds one event as the owner of a partition does: the version is counted up from the subject's current one. @returns the subject's new version.
 */
export function foldEvent<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  scope: MemoryScope<Entities>,
  event: Event,
  atMs = 0,
): number {
  const version = rules.versionOf(scope, rules.subjectOf(event)) + 1;
  rules.evolve(scope, event, { version, atMs });
  return version;
}

/** The state of one scope after its whole history. */
export function foldScope<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  history: readonly Event[],
): MemoryScope<Entities> {
  const scope = new MemoryScope<Entities>();
  for (const event of history) foldEvent(rules, scope, event);
  return scope;
}

/**
 * `given(…events).when(command).then(…events)`: every rule is tested in this form. All events are of one scope. The decision is made at `atMs` 0,
 * unless `when` gets another time.
 */
export function specification<Command, Event, Entities, Reason extends string>(rules: Rules<Command, Event, Entities, Reason>) {
  return {
    given: (...history: readonly Event[]) => {
      const scope: Scope<Entities> = foldScope(rules, history);
      return {
        when(command: Command, { atMs }: DecisionContext = { atMs: 0 }) {
          const decision: Decision<Event, Reason> = rules.decide(command, scope, { atMs });
          return {
            // oxlint-disable-next-line unicorn/no-thenable -- no code awaits this object
            then(...events: readonly [Event, ...Event[]]): void {
              expect(decision).toStrictEqual({ kind: 'accepted', events });
            },
            thenNothing(): void {
              expect(decision).toStrictEqual({ kind: 'unchanged' });
            },
            thenRejected(reason: Reason, detail?: RejectionDetail): void {
              expect(decision).toStrictEqual(detail === undefined ? { kind: 'rejected', reason } : { kind: 'rejected', reason, detail });
            },
          };
        },
      };
    },
  };
}
