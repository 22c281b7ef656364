import { type MessagePort, parentPort, receiveMessageOnPort, type Transferable, workerData } from 'node:worker_threads';
import { carriedError } from './carried-error.ts';
import type { AnswerOf, ArgumentOf, CallMessage, ThreadCalls, ThreadMessage } from './protocol.ts';

/** An answer whose buffers move to the caller instead of being copied. */
export class Transferred<Answer> {
  readonly answer: Answer;
  readonly transfer: readonly Transferable[];

  constructor(answer: Answer, transfer: readonly Transferable[]) {
    this.answer = answer;
    this.transfer = transfer;
  }
}

type Given<Answer> = Answer | Transferred<Answer>;

export type Handlers<Calls extends ThreadCalls> = {
  readonly [Name in keyof Calls]: (
    argument: ArgumentOf<Calls[Name]>,
  ) => Given<AnswerOf<Calls[Name]>> | Promise<Given<AnswerOf<Calls[Name]>>>;
};

/** A call that waits for its answer. */
export interface Asked {
  readonly name: string;
  readonly argument: unknown;
  answer(value: unknown): void;
  fail(error: unknown): void;
}

export interface Served<Ready> {
  /** The opener of the thread gets this value when the thread can be called. */
  readonly ready: Ready;
  /** Takes all waiting calls at once. `over`: the thread ends when the calls that it has begun are done. */
  readonly take: (asked: readonly Asked[]) => 'over' | 'goes-on';
}

/**
 * Runs the body of a thread that `openThread` opens. If `start` throws, `openThread` throws the same error. This file imports nothing else of the
 * package, so that a thread starts fast.
 */
export function serveThread<Setup, Ready>(start: (setup: Setup) => Served<Ready> | Promise<Served<Ready>>): void {
  const port = parentPort;
  if (port === null) throw new Error('this file is the body of a worker thread');
  const send = (message: ThreadMessage, transfer: readonly Transferable[] = []) => port.postMessage(message, transfer);
  const opening = async () => {
    // The opener is this project's own code, so its data needs no check.
    const { ready, take } = await start(workerData as Setup);
    port.on('message', (first: CallMessage) => {
      if (take([first, ...waitingAt(port)].map((call) => askedBy(call, send))) === 'over') port.close();
    });
    send({ kind: 'ready', value: ready });
  };
  opening().catch((error: unknown) => send({ kind: 'not-ready', error: carriedError(error) }));
}

/** Answers calls one after another, in the order in which they arrived. */
export function inOrder<Calls extends ThreadCalls>(handlers: Handlers<Calls>): Served<undefined>['take'] {
  const byName = new Map(Object.entries(handlers) as [string, (argument: unknown) => unknown][]);
  let before: Promise<void> = Promise.resolve();
  const answer = async ({ name, argument, ...asked }: Asked): Promise<void> => {
    try {
      const handler = byName.get(name);
      if (handler === undefined) throw new TypeError(`a thread has no call named ${name}`);
      asked.answer(await handler(argument));
    } catch (error) {
      asked.fail(error);
    }
  };
  return (asked) => {
    for (const one of asked) before = before.then(() => answer(one));
    return 'goes-on';
  };
}

function* waitingAt(port: MessagePort): Generator<CallMessage> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message;
}

function askedBy({ id, name, argument }: CallMessage, send: (message: ThreadMessage, transfer?: readonly Transferable[]) => void): Asked {
  return {
    name,
    argument,
    answer: (given) =>
      given instanceof Transferred
        ? send({ kind: 'answer', id, value: given.answer }, given.transfer)
        : send({ kind: 'answer', id, value: given }),
    fail: (error) => send({ kind: 'failure', id, error: carriedError(error) }),
  };
}
