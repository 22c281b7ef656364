import { workerIdAt } from '@ragtime/contracts/signals';
import type { WorkerId } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { createSeats, type Seats } from './seats.ts';

const silentMs = 3_000;
const [before, after, elsewhere] = [workerIdAt('seat', '1'), workerIdAt('seat', '2'), workerIdAt('other seat', '1')];

function speaks(seats: Seats, workerId: WorkerId, fromMs: number, untilMs: number): void {
  for (let atMs = fromMs; atMs <= untilMs; atMs += 1_000) seats.hear(workerId, atMs);
}

describe('a worker', () => {
  it('is dead when another has spoken from its seat for as long as it was silent, and not before', () => {
    const seats = createSeats(silentMs);
    seats.hear(before, 0);
    speaks(seats, after, 1_000, 5_000);
    expect([2_000, 4_000, 4_001].map((atMs) => seats.isTaken(before, atMs))).toStrictEqual([false, false, true]);
  });
  it('is dead even if this process never heard it', () => {
    const seats = createSeats(silentMs);
    speaks(seats, after, 0, 4_000);
    expect([3_000, 3_001].map((atMs) => seats.isTaken(before, atMs))).toStrictEqual([false, true]);
  });
  it('is not dead when only a worker in another seat speaks, or none does', () => {
    const seats = createSeats(silentMs);
    seats.hear(before, 0);
    speaks(seats, elsewhere, 0, 10_000);
    expect(seats.isTaken(before, 10_000)).toBe(false);
  });
  it('is not dead when the other worker of its seat has fallen silent too', () => {
    const seats = createSeats(silentMs);
    speaks(seats, after, 0, 4_000);
    expect(seats.isTaken(before, 7_001)).toBe(false);
  });
  it('is not dead when the other was silent and has only just spoken again: messages of both may be on their way', () => {
    const seats = createSeats(silentMs);
    speaks(seats, after, 0, 4_000);
    seats.hear(after, 20_000);
    expect(seats.isTaken(before, 20_001)).toBe(false);
  });
  it('is left alone when both speak from one seat, because the seat was named twice', () => {
    const seats = createSeats(silentMs);
    for (let atMs = 0; atMs <= 60_000; atMs += 1_000) {
      seats.hear(before, atMs);
      seats.hear(after, atMs + 500);
      expect([seats.isTaken(before, atMs + 999), seats.isTaken(after, atMs + 999)]).toStrictEqual([false, false]);
    }
  });
  it('is not judged by what was heard before a time in which nothing could be heard', () => {
    const seats = createSeats(silentMs);
    speaks(seats, after, 0, 4_000);
    seats.startAnew();
    expect(seats.isTaken(before, 4_001)).toBe(false);
  });
  it('has no seat that another could take when its id names none', () => {
    const seats = createSeats(silentMs);
    const [one, other] = ['ada', 'bob'] as WorkerId[] as [WorkerId, WorkerId];
    speaks(seats, other, 0, 10_000);
    expect(seats.isTaken(one, 10_000)).toBe(false);
  });
});
