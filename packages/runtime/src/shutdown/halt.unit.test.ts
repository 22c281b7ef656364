import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { halted, haltOnSignals, sameSignalMs } from './halt.ts';

function world() {
  const process = new EventEmitter();
  const seen = { nowMs: 0, endedAtOnce: 0 };
  const clock = { nowMs: () => seen.nowMs, monotonicMs: () => seen.nowMs, sinceBootMs: () => seen.nowMs };
  const signal = haltOnSignals({ clock }, { process, endAtOnce: () => void (seen.endedAtOnce += 1) });
  return { process, seen, signal };
}

describe('a stop signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('halts the program: %s', async (name) => {
    const { process, seen, signal } = world();
    const halting = halted(signal);
    process.emit(name);
    await halting;
    await halted(signal);
    expect(seen.endedAtOnce).toBe(0);
  });
  it('that arrives several times in one moment counts once', () => {
    const { process, seen, signal } = world();
    for (const name of ['SIGINT', 'SIGINT', 'SIGTERM']) process.emit(name);
    seen.nowMs = sameSignalMs;
    process.emit('SIGINT');
    expect([signal.aborted, seen.endedAtOnce]).toEqual([true, 0]);
  });
  it('that comes again later ends the process at once', () => {
    const { process, seen } = world();
    process.emit('SIGTERM');
    seen.nowMs = sameSignalMs + 1;
    process.emit('SIGTERM');
    expect(seen.endedAtOnce).toBe(1);
  });
});
