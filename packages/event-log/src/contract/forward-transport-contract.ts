import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForwardAnswer, ForwardTransport } from '../ownership/transport.ts';
import { type LedgerCommand, type LedgerEvent, type LedgerRejection, ledgerSubmission } from '../testing/ledger.ts';
import type { Submission } from '../writer/outcome.ts';

type Answer = ForwardAnswer<LedgerEvent, LedgerRejection>;
type Receive = (submission: Submission<LedgerCommand>) => Promise<Answer>;

export interface ForwardTransportUnderTest {
  readonly transport: ForwardTransport<LedgerCommand, LedgerEvent, LedgerRejection>;
  /** Opens a port of another node. */
  listen(receive: Receive): Promise<{ readonly address: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** The promises of every transport between nodes. A transport that waits for an answer gives up within some seconds. */
export function forwardTransportContract(name: string, make: () => Promise<ForwardTransportUnderTest>): void {
  describe(`${name} from node to node`, () => {
    let subject: ForwardTransportUnderTest;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(async () => await subject.close());

    const made = ledgerSubmission({ type: 'Deposit', ledger: 'main', account: 'ada', amount: 5 }, { commandId: 'command' });
    const deposit = { ...made, payloadHash: Uint8Array.from(made.payloadHash) };
    const full: Submission<LedgerCommand> = {
      ...deposit,
      payloadHash: Uint8Array.from({ length: 16 }, (_, at) => at * 16),
      ifVersion: 3,
      cause: { manager: 'names', generation: 1, sourceLogId: 'log', topic: 'events', partition: 2, offset: 2 ** 40, index: 0 },
      traceParent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    const at = { partition: 'events/2', position: { offset: 7, link: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255) } } as const;

    it('delivers a command as it was sent, including undefined members', async () => {
      const received: Submission<LedgerCommand>[] = [];
      const { address } = await subject.listen(async (submission) => {
        received.push(submission);
        return await Promise.resolve({ kind: 'answered', outcome: { kind: 'unknown', commandId: submission.commandId } });
      });
      await subject.transport.send(address, deposit);
      await subject.transport.send(address, full);
      expect(received).toStrictEqual([deposit, full]);
    });

    it.each<Answer>([
      { kind: 'answered', outcome: { kind: 'accepted', commandId: 'command', version: 2, atMs: 1_700_000_000_000, at, events: [] } },
      { kind: 'answered', outcome: { kind: 'rejected', commandId: 'command', reason: 'balance-too-low', detail: { balance: 5 }, at } },
      { kind: 'answered', outcome: { kind: 'unavailable', commandId: 'command', cause: 'overloaded' } },
      { kind: 'not-owner' },
    ])('returns the answer as it was given: %j', async (answer) => {
      const { address } = await subject.listen(async () => await Promise.resolve(answer));
      expect(await subject.transport.send(address, deposit)).toStrictEqual(answer);
    });

    it('reports a node whose port is closed as unreachable, and that node received nothing', async () => {
      let received = 0;
      const { address, close } = await subject.listen(async () => {
        received += 1;
        return await Promise.resolve({ kind: 'not-owner' });
      });
      await close();
      expect(await subject.transport.send(address, deposit)).toStrictEqual({ kind: 'unreachable' });
      expect(received).toBe(0);
    });

    it('reports no answer when a node does not answer, fails, or ends while it works', async () => {
      const silent = await subject.listen(async () => await new Promise(() => undefined));
      expect(await subject.transport.send(silent.address, deposit)).toStrictEqual({ kind: 'no-answer' });
      const broken = await subject.listen(async () => await Promise.reject(new Error('a bug')));
      expect(await subject.transport.send(broken.address, deposit)).toStrictEqual({ kind: 'no-answer' });
      const reached = Promise.withResolvers<void>();
      const ending = await subject.listen(async () => {
        reached.resolve();
        return await new Promise(() => undefined);
      });
      const sending = subject.transport.send(ending.address, deposit);
      await reached.promise;
      await ending.close();
      expect(await sending).toStrictEqual({ kind: 'no-answer' });
    });
  });
}
