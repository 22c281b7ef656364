import { foldEvent, MemoryScope } from '@ragtime/testkit';
import { expect } from 'vitest';
import type { Rules } from '../src/scope.ts';

/** Throws when code changes an entity in place instead of putting another one. */
export class FrozenScope<Entities> extends MemoryScope<Entities> {
  override put<Kind extends keyof Entities & string>(kind: Kind, id: string, entity: Entities[Kind]): void {
    super.put(kind, id, frozen(entity));
  }
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

/** Every event with the version that it gave its subject. */
export interface Logged<Event> {
  readonly event: Event;
  readonly version: number;
  /** Which of the commands made it, counted from 0. */
  readonly command: number;
}

interface Step<Command, Entities> {
  readonly command: (scope: FrozenScope<Entities>) => Command;
  readonly atMs: number;
}

/**
 * Decides command after command, each on the state that the earlier ones left, as the owner of a partition does. Each is decided twice, and no
 * decision and no event may change its input.
 */
export function play<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  steps: readonly Step<Command, Entities>[],
  onRejected: (command: Command, reason: Reason, scope: FrozenScope<Entities>) => void = () => undefined,
): { readonly log: readonly Logged<Event>[]; readonly scope: FrozenScope<Entities> } {
  const scope = new FrozenScope<Entities>();
  const log: Logged<Event>[] = [];
  for (const [index, { command: next, atMs }] of steps.entries()) {
    const command = frozen(next(scope));
    const before = scope.entries();
    const decision = frozen(rules.decide(command, scope, { atMs }));
    expect(rules.decide(command, scope, { atMs })).toStrictEqual(decision);
    expect(scope.entries()).toStrictEqual(before);
    if (decision.kind === 'rejected') onRejected(command, decision.reason, scope);
    if (decision.kind !== 'accepted') continue;
    for (const event of decision.events) log.push({ event, version: foldEvent(rules, scope, event, atMs), command: index });
  }
  return { log, scope };
}
