import { describe, expect, it } from 'vitest';
import { type LedgerCommand, type LedgerEvent, ledgerSubmission } from '../testing/ledger.ts';
import type { Outcome } from '../writer/outcome.ts';
import { createForwardingBus } from './forwarding-bus.ts';
import type { Member } from './ownership.ts';
import type { ForwardAnswer } from './transport.ts';

type Answer = ForwardAnswer<LedgerEvent, string>;
type Decided = Outcome<LedgerEvent, string>;

const commandId = 'command';
const self: Member = { id: 'self', address: 'here' };
const other: Member = { id: 'other', address: 'there' };
const another: Member = { id: 'another', address: 'elsewhere' };
const deposit: LedgerCommand = { type: 'Deposit', ledger: 'main', account: 'a', amount: 1 };
const keyed = ledgerSubmission(deposit, { commandId });
const keyless = ledgerSubmission(deposit, { commandId, remembered: false });
const at = { partition: 'events/0', position: { offset: 1, link: new Uint8Array(8) } } as const;
const accepted: Decided = { kind: 'accepted', commandId, version: 1, events: [], at, atMs: 0 };
const rejected: Decided = { kind: 'rejected', commandId, reason: 'no', at };
const unavailable: Decided = { kind: 'unavailable', commandId, cause: 'no-owner' };
const unknown: Decided = { kind: 'unknown', commandId };
const answered = (outcome: Decided): Answer => ({ kind: 'answered', outcome });

/** A node whose map shows these owners one after the other, and whose forwarded commands get these answers one after the other. */
function nodeOf({
  owners,
  answers = [],
  own,
}: {
  readonly owners: readonly (Member | undefined)[];
  readonly answers?: readonly Answer[];
  readonly own?: Decided;
}) {
  const [map, lines] = [[...owners], [...answers]];
  const sent: string[] = [];
  const taken: string[] = [];
  const decider = (outcome: Decided) => ({ submit: async () => outcome });
  const bus = createForwardingBus<LedgerCommand, LedgerEvent, string>({
    self,
    partitionOf: () => 'events/0',
    ownership: { ownerOf: async () => map.shift() },
    find: () => (own === undefined ? undefined : decider(own)),
    takeOver(partition) {
      taken.push(partition);
      return decider(accepted);
    },
    transport: {
      async send(address) {
        sent.push(address);
        return lines.shift() ?? { kind: 'no-answer' };
      },
    },
  });
  return { bus, sent, taken };
}

describe('a command', () => {
  it('for a partition that this node owns is decided here', async () => {
    const { bus, sent } = nodeOf({ owners: [], own: rejected });
    expect(await bus.submit(keyed)).toStrictEqual(rejected);
    expect(sent).toStrictEqual([]);
  });
  it('for another node’s partition is forwarded there once', async () => {
    const { bus, sent } = nodeOf({ owners: [other], answers: [answered(rejected)] });
    expect(await bus.submit(keyed)).toStrictEqual(rejected);
    expect(sent).toStrictEqual(['there']);
  });
  it('whose owner does not write because of its clock is decided here instead', async () => {
    const { bus, taken } = nodeOf({ owners: [other], answers: [answered({ kind: 'unavailable', commandId, cause: 'clock-off' })] });
    expect(await bus.submit(keyed)).toStrictEqual(accepted);
    expect(taken).toStrictEqual(['events/0']);
  });
  it('that reached the wrong node is forwarded to the owner that the map shows then, and no further', async () => {
    const found = nodeOf({ owners: [other, another], answers: [{ kind: 'not-owner' }, answered(accepted)] });
    expect(await found.bus.submit(keyed)).toStrictEqual(accepted);
    expect(found.sent).toStrictEqual(['there', 'elsewhere']);
    const lost = nodeOf({ owners: [other, another], answers: [{ kind: 'not-owner' }, { kind: 'not-owner' }] });
    expect(await lost.bus.submit(keyed)).toStrictEqual(unavailable);
  });
  it.each([[undefined], [self]])('for a partition without an owner is unavailable', async (owner) => {
    const { bus, sent } = nodeOf({ owners: [owner] });
    expect(await bus.submit(keyed)).toStrictEqual(unavailable);
    expect(sent).toStrictEqual([]);
  });
  it('whose owner’s port is closed is decided here at once', async () => {
    const { bus, taken } = nodeOf({ owners: [other], answers: [{ kind: 'unreachable' }] });
    expect(await bus.submit(keyed)).toStrictEqual(accepted);
    expect(taken).toStrictEqual(['events/0']);
  });
});

describe('a command that got no answer', () => {
  it('is unknown when it has no key', async () => {
    const { bus, sent } = nodeOf({ owners: [other] });
    expect(await bus.submit(keyless)).toStrictEqual(unknown);
    expect(sent).toStrictEqual(['there']);
  });
  it('is sent once more when it has a key', async () => {
    const { bus, sent } = nodeOf({ owners: [other, other], answers: [{ kind: 'no-answer' }, answered(accepted)] });
    expect(await bus.submit(keyed)).toStrictEqual(accepted);
    expect(sent).toStrictEqual(['there', 'there']);
  });
  it.each([answered(rejected), answered(unavailable), { kind: 'not-owner' }, { kind: 'no-answer' }] as const)(
    'stays unknown when the second try writes nothing, because the first may still be decided',
    async (second) => {
      const { bus } = nodeOf({ owners: [other, other, undefined], answers: [{ kind: 'no-answer' }, second] });
      expect(await bus.submit(keyed)).toStrictEqual(unknown);
    },
  );
});

describe('a command that was forwarded to this node', () => {
  it('is decided here', async () =>
    expect(await nodeOf({ owners: [], own: accepted }).bus.receive(keyed)).toStrictEqual(answered(accepted)));
  it('is never forwarded again', async () => {
    const { bus, sent } = nodeOf({ owners: [other] });
    expect(await bus.receive(keyed)).toStrictEqual({ kind: 'not-owner' });
    expect(sent).toStrictEqual([]);
  });
});
