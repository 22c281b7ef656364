import { describe, expect, it } from 'vitest';
import { createVirtualMachine } from '../testing/virtual-machine.ts';
import type { Outcome, Submission } from './outcome.ts';
import { untilAnswered } from './until-answered.ts';

const commandId = 'command';
const submission: Submission<string> = {
  command: 'Rename',
  commandId,
  payloadHash: new Uint8Array(),
  remembered: true,
  ifVersion: undefined,
  cause: undefined,
  correlationId: 'correlation',
  tenantId: 'tenant',
  actor: 'actor',
  traceParent: undefined,
};
const unknown: Outcome<string, string> = { kind: 'unknown', commandId };
const down: Outcome<string, string> = { kind: 'unavailable', commandId, cause: 'log-down' };
const tooLarge: Outcome<string, string> = { kind: 'unavailable', commandId, cause: 'command-too-large' };
const conflict: Outcome<string, string> = {
  kind: 'conflict',
  commandId,
  currentVersion: 2,
  at: { partition: 'tenant-events/0', position: { offset: 7, link: new Uint8Array(8) } },
};

/** Returns these outcomes one after the other; the last one repeats for ever. */
function busThatAnswers(...outcomes: readonly Outcome<string, string>[]) {
  const sent: string[] = [];
  const submit = async (one: Submission<string>) => {
    sent.push(one.commandId);
    return outcomes[Math.min(sent.length, outcomes.length) - 1] ?? unknown;
  };
  return { sent, submit };
}

describe('a command that is sent until it is answered', () => {
  it('is sent again, as the same command, while its answer may still change', async () => {
    const machine = createVirtualMachine();
    const bus = busThatAnswers(unknown, down, conflict);
    expect(await machine.until(untilAnswered(bus, submission, { machine }))).toEqual(conflict);
    expect(bus.sent).toEqual([commandId, commandId, commandId]);
  });
  it('is not sent again when it is too large', async () => {
    const machine = createVirtualMachine();
    const bus = busThatAnswers(tooLarge, conflict);
    expect(await machine.until(untilAnswered(bus, submission, { machine }))).toEqual(tooLarge);
    expect(bus.sent).toHaveLength(1);
  });
  it('is not sent after its time is up', async () => {
    const machine = createVirtualMachine();
    const bus = busThatAnswers(down);
    expect(await machine.until(untilAnswered(bus, submission, { machine, withinMs: 1_000 }))).toEqual(down);
    const sentInTime = bus.sent.length;
    expect(sentInTime).toBeGreaterThan(3);
    expect(machine.clock.monotonicMs()).toBeLessThan(3_000);
    await machine.advance(60_000);
    expect(bus.sent).toHaveLength(sentInTime);
  });
  it('is not sent after the signal, and its last answer is returned', async () => {
    const machine = createVirtualMachine();
    const bus = busThatAnswers(unknown);
    const calledOff = new AbortController();
    machine.timers.after(500, () => calledOff.abort(new Error('called off')));
    expect(await machine.until(untilAnswered(bus, submission, { machine, signal: calledOff.signal }))).toEqual(unknown);
    const sentInTime = bus.sent.length;
    await machine.advance(60_000);
    expect(bus.sent).toHaveLength(sentInTime);
  });
});
