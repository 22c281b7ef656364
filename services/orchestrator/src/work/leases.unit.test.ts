import { describe, expect, it } from 'vitest';
import { ada, bob, ended, run, runs, showing, sign } from '../testing/work-examples.ts';
import { createLeases } from './leases.ts';

const limits = { leaseMs: 30_000, expiryShareMax: 0.1, expiriesMin: 2 };
const many = (count: number, worker = ada) => Array.from({ length: count }, (_, n) => runs(run(`run-${n}`), worker));

function leasesOf(count: number, isCertainlyGone: (worker: string) => boolean = () => false) {
  const leases = createLeases(limits, isCertainlyGone);
  const attempts = many(count);
  leases.follow(attempts, 0);
  return { leases, attempts };
}
const expired = (leases: ReturnType<typeof createLeases>, atMs: number) => leases.silent(atMs).expired.map(({ run: { runId } }) => runId);

describe('an attempt', () => {
  it('expires when its worker was silent longer than the lease, and not before', () => {
    const { leases } = leasesOf(1);
    expect(expired(leases, 30_000)).toStrictEqual([]);
    expect(expired(leases, 30_001)).toStrictEqual(['run-0']);
  });
  it('lives on as long as its worker shows it', () => {
    const { leases, attempts } = leasesOf(1);
    leases.hear(sign(ada, { running: attempts.map(showing) }), 20_000);
    expect(expired(leases, 50_000)).toStrictEqual([]);
  });
  it('is not kept alive by a worker that shows others, nor by another worker', () => {
    const { leases, attempts } = leasesOf(1);
    leases.hear(sign(ada), 20_000);
    leases.hear(sign(bob, { running: attempts.map(showing) }), 20_000);
    expect(expired(leases, 30_001)).toStrictEqual(['run-0']);
  });
  it('is not kept alive by signs of an earlier attempt', () => {
    const leases = createLeases(limits, () => false);
    const second = runs(run('run'), ada, { attempt: 2 });
    leases.follow([second], 0);
    leases.hear(sign(ada, { running: [{ ...showing(second), attempt: 1 }] }), 20_000);
    expect(expired(leases, 30_001)).toStrictEqual(['run']);
  });
  it('stays alive while it reports progress', () => {
    const { leases, attempts } = leasesOf(1);
    for (const attempt of attempts) leases.hearProgress({ ...showing(attempt), workerId: ada }, 20_000);
    expect(expired(leases, 50_000)).toStrictEqual([]);
  });
  it('expires once: the log decides what follows', () => {
    const { leases } = leasesOf(1);
    expect(expired(leases, 31_000)).toHaveLength(1);
    expect(expired(leases, 32_000)).toHaveLength(0);
    leases.giveBack('run-0/plan'); // the log did not answer
    expect(expired(leases, 33_000)).toHaveLength(1);
  });
  it('is not watched after it ended', () => {
    const { leases, attempts } = leasesOf(1);
    leases.follow(attempts.map(ended), 10);
    expect(leases.running).toBe(0);
    expect(expired(leases, 99_000)).toStrictEqual([]);
  });
  it('has its whole lease again after a time in which nothing could be heard', () => {
    const { leases } = leasesOf(1);
    leases.startAnew(29_000);
    expect(expired(leases, 58_000)).toStrictEqual([]);
    expect(expired(leases, 59_001)).toHaveLength(1);
  });
});

describe('when many attempts fall silent at once', () => {
  it('no more than two expire within a lease if few run', () => {
    const { leases } = leasesOf(5);
    expect(leases.silent(31_000)).toMatchObject({ expired: { length: 2 }, held: 3 });
    expect(leases.silent(60_000)).toMatchObject({ expired: { length: 0 }, held: 3 });
    expect(leases.silent(61_000)).toMatchObject({ expired: { length: 2 }, held: 1 });
  });
  it('no more than a tenth expire within a lease if many run', () => {
    const { leases } = leasesOf(50);
    expect(leases.silent(31_000)).toMatchObject({ expired: { length: 5 }, held: 45 });
  });
  it('an expiry that the log did not take counts once, however often it is tried', () => {
    const { leases } = leasesOf(2);
    for (const atMs of [31_000, 32_000, 33_000]) {
      expect(leases.silent(atMs)).toMatchObject({ expired: { length: 2 }, held: 0 });
      for (const key of ['run-0/plan', 'run-1/plan']) leases.giveBack(key);
    }
  });
  it('all attempts of a worker that is certainly dead expire at once', () => {
    const { leases } = leasesOf(20, (worker) => worker === ada);
    expect(leases.silent(1)).toMatchObject({ expired: { length: 20 }, held: 0 });
  });
});
