import { type Machine, onAbort } from '@ragtime/runtime';
import type { Submission } from '../writer/outcome.ts';
import type { ForwardAnswer, ForwardTransport } from './transport.ts';

export type TransportFault =
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'slow'; readonly delayMs: number };

export interface MemoryTransport<Command, Event, Reason extends string> extends ForwardTransport<Command, Event, Reason> {
  /** Opens a port. @returns a function that closes it. */
  listen(address: string, receive: (submission: Submission<Command>) => Promise<ForwardAnswer<Event, Reason>>): () => void;
}

/** Connects nodes of one process. A port without a listener is unreachable. Commands under way when a port closes get no answer. */
export function createMemoryTransport<Command, Event, Reason extends string>(options: {
  readonly machine: Machine;
  /** Called for every message; undefined lets it pass. */
  readonly faults?: () => TransportFault | undefined;
  /** How long the sender waits for an answer. */
  readonly timeoutMs: number;
}): MemoryTransport<Command, Event, Reason> {
  const { machine, timeoutMs, faults = () => undefined } = options;
  type Answer = ForwardAnswer<Event, Reason>;
  const ports = new Map<
    string,
    { readonly receive: (submission: Submission<Command>) => Promise<Answer>; readonly closed: AbortController }
  >();
  const noAnswer = { kind: 'no-answer' } as const;

  function untilGone(closed: AbortSignal): Promise<Answer> {
    return machine.timers.sleep(timeoutMs, closed).then(
      () => noAnswer,
      () => noAnswer,
    );
  }

  return {
    listen(address, receive) {
      const closed = new AbortController();
      ports.set(address, { receive, closed });
      return () => {
        ports.delete(address);
        closed.abort(new Error('the port was closed'));
      };
    },
    async send(address, submission) {
      const fault = faults();
      if (fault?.kind === 'slow') await machine.timers.sleep(fault.delayMs);
      const port = ports.get(address);
      if (port === undefined) return { kind: 'unreachable' };
      if (fault?.kind === 'lost-request') return noAnswer;
      const answer = port.receive(submission).catch((): Answer => noAnswer);
      if (fault?.kind === 'lost-answer') return noAnswer;
      const waiting = new AbortController();
      const forget = onAbort((reason) => waiting.abort(reason), port.closed.signal);
      const first = await Promise.race([answer, untilGone(waiting.signal)]);
      forget();
      waiting.abort(new Error('answered'));
      return first;
    },
  };
}
