import type { Priority, TaskResource } from '@ragtime/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurns, type Queued } from './turns.ts';

const task = (key: string, tenantId = 'one', priority: Priority = 'normal'): Queued => ({ key, tenantId, priority, resource: 'heavy' });
const many = (count: number, tenantId: string, priority: Priority = 'normal') =>
  Array.from({ length: count }, (_, n) => task(`${tenantId}-${priority}-${n}`, tenantId, priority));

function turnsOf(...tasks: readonly Queued[]) {
  const turns = createTurns<Queued>();
  for (const one of tasks) turns.add(one);
  return turns;
}
const drawn = (turns: ReturnType<typeof turnsOf>, count: number) => Array.from({ length: count }, () => turns.next());

describe('tenants', () => {
  it('are served in turn', () => {
    const turns = turnsOf(...many(2, 'a'), ...many(2, 'b'), ...many(1, 'c'));
    expect(drawn(turns, 6).map((one) => one?.tenantId)).toStrictEqual(['a', 'b', 'c', 'a', 'b', undefined]);
  });
  it('do not wait for six thousand files of another', () => {
    const turns = turnsOf(...many(6_000, 'many'));
    drawn(turns, 100);
    turns.add(task('mine', 'few'));
    expect(drawn(turns, 2).map((one) => one?.key)).toContain('mine');
  });
  it('are served first come, first served', () => {
    const turns = turnsOf(task('1'), task('2'), task('3'));
    expect(drawn(turns, 3).map((one) => one?.key)).toStrictEqual(['1', '2', '3']);
  });
  it('get their turn back when the task did not start', () => {
    const turns = turnsOf(task('1'), task('2'));
    const first = turns.next();
    if (first !== undefined) turns.addFirst(first);
    expect(turns.next()?.key).toBe('1');
  });
});

describe('priorities', () => {
  it('high goes before normal, normal before background', () => {
    const turns = turnsOf(task('b', 'one', 'background'), task('n'), task('h', 'one', 'high'));
    expect(drawn(turns, 3).map((one) => one?.key)).toStrictEqual(['h', 'n', 'b']);
  });
  it('leave normal one turn in four and background one in sixteen, however much is urgent', () => {
    const turns = turnsOf(...many(400, 'a', 'high'), ...many(400, 'a'), ...many(400, 'a', 'background'));
    const served = drawn(turns, 320).map((one) => one?.priority);
    const count = (priority: Priority) => served.filter((one) => one === priority).length;
    expect(count('normal')).toBeGreaterThanOrEqual(70);
    expect(count('background')).toBeGreaterThanOrEqual(19);
    expect(count('high')).toBeGreaterThanOrEqual(200);
  });
  it('owe nothing to a priority that was empty meanwhile', () => {
    const turns = turnsOf(...many(100, 'a', 'high'));
    drawn(turns, 50);
    turns.add(task('b', 'one', 'background'));
    expect(drawn(turns, 5).every((one) => one?.priority === 'high')).toBe(true);
  });
});

it('every task that was added and not removed is drawn once, in any sequence of calls', () => {
  const step = fc.record({
    act: fc.constantFrom('add', 'add', 'add-first', 'remove', 'next'),
    n: fc.nat(20),
    tenantId: fc.constantFrom('a', 'b'),
    priority: fc.constantFrom<Priority>('high', 'normal', 'background'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const turns = createTurns<Queued>();
      const waiting = new Map<string, Queued>();
      let isRight = true;
      for (const { act, n, tenantId, priority } of steps) {
        const one = waiting.get(`${n}`) ?? task(`${n}`, tenantId, priority);
        if (act === 'remove') {
          turns.remove(one);
          waiting.delete(one.key);
        } else if (act === 'next') {
          const next = turns.next();
          isRight &&= next === undefined ? waiting.size === 0 : waiting.delete(next.key);
        } else if (!waiting.has(one.key)) {
          if (act === 'add') turns.add(one);
          else turns.addFirst(one);
          waiting.set(one.key, one);
        }
        isRight &&= turns.size === waiting.size;
      }
      expect(isRight).toBe(true);
      expect([...turns.all()].map(({ key }) => key).sort()).toStrictEqual([...waiting.keys()].sort());
    }),
  );
});

describe('resources', () => {
  const needing = (key: string, resource: TaskResource, priority: Priority = 'normal'): Queued => ({
    ...task(key, 'one', priority),
    resource,
  });
  const keys = (turns: ReturnType<typeof turnsOf>, count: number, ...room: readonly TaskResource[]) =>
    Array.from({ length: count }, () => turns.next(new Set(room))?.key);
  it('without room delay no other task, of any priority', () => {
    const turns = turnsOf(needing('model', 'model', 'high'), needing('heavy', 'heavy'), needing('light', 'light', 'background'));
    expect(keys(turns, 3, 'heavy', 'light')).toStrictEqual(['heavy', 'light', undefined]);
    expect(turns.size).toBe(1);
    expect(keys(turns, 1, 'model')).toStrictEqual(['model']);
  });
  it('of one priority are served in turn, however many tasks wait for one of them', () => {
    const turns = turnsOf(...many(6_000, 'many'), needing('mine', 'model'));
    expect(keys(turns, 2, 'heavy', 'model')).toContain('mine');
  });
});
