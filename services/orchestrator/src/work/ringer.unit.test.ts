import type { Bell } from '@ragtime/contracts/signals';
import { describe, expect, it } from 'vitest';
import { ada, bob, ended, run, runs, sign, waits } from '../testing/work-examples.ts';
import { createRinger } from './ringer.ts';

const at = (monotonicMs: number) => ({ monotonicMs, nowMs: 1_000_000 + monotonicMs });
const ringer = () => createRinger({ startWithinMs: 2_000, workerSilentMs: 3_000 });
const rings = (of: ReturnType<typeof ringer>, ms = 0) =>
  of.next(at(ms)).map(({ bell, partition }: { bell: Bell; partition: number }) => `${bell.runId}@${partition === 0 ? 'ada' : 'bob'}`);
const names = (count: number, from = 0) => Array.from({ length: count }, (_, n) => run(`run-${n + from}`));

describe('a bell', () => {
  it('is rung at a worker with a free slot, and at none before the worker gave a sign', () => {
    const of = ringer();
    of.follow([waits(run('a'))], at(0));
    expect(rings(of)).toStrictEqual([]);
    of.hear(sign(ada), at(0));
    expect(rings(of)).toStrictEqual(['a@ada']);
    expect(rings(of)).toStrictEqual([]);
  });
  it('is not rung beyond the free slots: a task that waits in the orchestrator can still be cancelled', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 2 }), at(0));
    of.follow(
      names(5).map((one) => waits(one)),
      at(0),
    );
    expect(rings(of)).toHaveLength(2);
  });
  it('is rung ahead for a worker that ends many tasks in a second', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 1, endedLastSecond: 3 }), at(0));
    of.follow(
      names(10).map((one) => waits(one)),
      at(0),
    );
    expect(rings(of)).toHaveLength(4);
  });
  it('goes to a free slot before it waits behind a busy one', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 1, endedLastSecond: 9 }), at(0));
    of.hear(sign(bob, { slots: 1 }), at(0));
    of.follow([runs(run('busy'), ada), waits(run('a'))], at(0));
    expect(rings(of)).toStrictEqual(['a@bob']);
  });
  it('is rung at another worker after two seconds without an answer', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    of.follow([waits(run('a'))], at(0));
    expect(rings(of)).toStrictEqual(['a@ada']);
    of.hear(sign(ada), at(1_900));
    of.hear(sign(bob), at(1_900));
    expect(of.untilNextMs(at(1_900))).toBe(100);
    expect(rings(of, 1_900)).toStrictEqual([]);
    expect(rings(of, 2_000)).toStrictEqual(['a@bob']);
  });
  it('is rung at the same worker again if there is no other', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    of.follow([waits(run('a'))], at(0));
    rings(of);
    of.hear(sign(ada), at(1_900));
    expect(rings(of, 2_000)).toStrictEqual(['a@ada']);
  });
  it('is not rung at a worker that is silent or leaves', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    of.hear(sign(bob, { leaving: true }), at(4_000));
    of.follow([waits(run('a'))], at(4_000));
    expect(rings(of, 4_000)).toStrictEqual([]);
  });
  it('is not rung for a task that was cancelled while it waited', () => {
    const of = ringer();
    const change = waits(run('a'));
    of.follow([change], at(0));
    of.follow([ended(change)], at(0));
    of.hear(sign(ada), at(0));
    expect(rings(of)).toStrictEqual([]);
    expect([...of.waiting()]).toStrictEqual([]);
  });
  it('frees its slot when its task is cancelled before it started', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    const change = waits(run('a'));
    of.follow([change, waits(run('b'))], at(0));
    expect(rings(of)).toStrictEqual(['a@ada']);
    of.follow([ended(change)], at(1));
    expect(rings(of, 1)).toStrictEqual(['b@ada']);
  });
});

describe('a task that must be tried again', () => {
  it('waits for its time by the wall clock', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    of.follow([waits(run('a'), { retryAtMs: at(1_000).nowMs })], at(0));
    expect(rings(of)).toStrictEqual([]);
    expect(of.untilNextMs(at(0))).toBe(1_000);
    expect(rings(of, 1_000)).toStrictEqual(['a@ada']);
  });
  it('does not wait if its time had passed before the event was read', () => {
    const of = ringer();
    of.hear(sign(ada), at(0));
    of.follow([waits(run('a'), { retryAtMs: 5 })], at(0));
    expect(rings(of)).toStrictEqual(['a@ada']);
  });
});

describe('a task that must be alone', () => {
  it('waits for a worker that has no other task, which gets nothing new meanwhile', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 2 }), at(0));
    const busy = runs(run('busy'));
    of.follow([busy, waits(run('lonely'), { alone: true }), waits(run('other'))], at(0));
    expect(rings(of)).toStrictEqual([]);
    of.follow([ended(busy)], at(1));
    expect(rings(of, 1)).toStrictEqual(['lonely@ada']);
    expect(rings(of, 2)).toStrictEqual([]);
  });
  it('holds back one worker only', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 2 }), at(0));
    of.hear(sign(bob, { slots: 2 }), at(0));
    of.follow([runs(run('one'), ada), runs(run('two'), bob), runs(run('three'), bob, { key: 'three/plan' })], at(0));
    of.follow([waits(run('lonely'), { alone: true }), waits(run('other'))], at(0));
    expect(rings(of)).toStrictEqual([]); // ada is kept free, bob is full
    of.hear(sign(bob, { slots: 3 }), at(1));
    expect(rings(of, 1)).toStrictEqual(['other@bob']);
  });
  it('lets others in again once it has ended', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 2 }), at(0));
    const lonely = run('lonely');
    const rung = waits(lonely, { alone: true });
    of.follow([rung], at(0));
    rings(of);
    const started = runs(lonely, ada, { alone: true });
    of.follow([ended(rung), started, waits(run('a')), waits(run('b'))], at(1));
    expect(rings(of, 1)).toStrictEqual([]);
    of.follow([ended(started)], at(2));
    expect(rings(of, 2)).toStrictEqual(['a@ada', 'b@ada']);
  });
});

it('six thousand files of one tenant do not delay another tenant', () => {
  const of = ringer();
  of.hear(sign(ada), at(0));
  of.follow(
    Array.from({ length: 6_000 }, (_, n) => waits(run(`many-${n}`, { tenantId: 'many' }))),
    at(0),
  );
  expect(rings(of)).toStrictEqual(['many-0@ada']);
  of.follow([waits(run('mine', { tenantId: 'few' }))], at(1));
  const first = run('many-0', { tenantId: 'many' });
  of.follow([ended(waits(first)), runs(first), ended(runs(first))], at(2));
  const second = rings(of, 2);
  const next = run(second[0]?.split('@')[0] ?? '', { tenantId: second[0]?.startsWith('mine') === true ? 'few' : 'many' });
  of.follow([ended(waits(next)), runs(next), ended(runs(next))], at(3));
  expect([...second, ...rings(of, 3)]).toContain('mine@ada');
});

describe('a worker that gives a resource some of its slots', () => {
  const needing = (name: string, resource: 'heavy' | 'model') => waits(run(name), { key: `${name}/plan`, resource });
  it('gets no more tasks that need it, and other tasks in their place', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 3, slotsFor: { model: 1 } }), at(0));
    of.follow([needing('one', 'model'), needing('two', 'model'), needing('three', 'heavy'), needing('four', 'heavy')], at(0));
    expect(
      rings(of)
        .map((ring) => ring.split('@')[0] ?? '')
        .toSorted(),
    ).toStrictEqual(['four', 'one', 'three']);
  });
  it('gets none if it gives the resource no slot: they go to another worker', () => {
    const of = ringer();
    of.hear(sign(ada, { slots: 3, slotsFor: { model: 0 } }), at(0));
    of.follow([needing('one', 'model')], at(0));
    expect(rings(of)).toStrictEqual([]);
    of.hear(sign(bob), at(0));
    expect(rings(of)).toStrictEqual(['one@bob']);
  });
});
