import { type CallOptions, openThread, type Thread, type ThreadOptions } from './open-thread.ts';
import type { AnswerOf, ArgumentOf, ThreadCalls } from './protocol.ts';

export interface OnDemandOptions extends Omit<ThreadOptions, 'keepsProcess' | 'onEnd'> {
  /** An idle thread waits for the next call, or ends to give its memory back. */
  readonly whenIdle: 'waits' | 'ends';
}

/** A thread that the first call starts. After the thread ended, the next call starts it again. */
export interface OnDemandThread<Calls extends ThreadCalls> {
  call<Name extends keyof Calls & string>(
    name: Name,
    argument: ArgumentOf<Calls[Name]>,
    options?: CallOptions,
  ): Promise<AnswerOf<Calls[Name]>>;
  close(): Promise<void>;
}

export function createOnDemandThread<Calls extends ThreadCalls>(
  file: URL,
  { whenIdle, ...options }: OnDemandOptions,
): OnDemandThread<Calls> {
  let opening: Promise<Thread<Calls>> | undefined;
  let waiting = 0;

  function open(): Promise<Thread<Calls>> {
    const started = openThread<Calls>(file, { ...options, keepsProcess: false, onEnd: () => forget(started) });
    started.catch(() => forget(started));
    return started;
  }

  function forget(one: Promise<Thread<Calls>>): void {
    if (opening === one) opening = undefined;
  }

  async function close(): Promise<void> {
    const closing = opening;
    opening = undefined;
    await (await closing?.catch(() => undefined))?.close();
  }

  return {
    close,
    async call(name, argument, callOptions) {
      waiting += 1;
      try {
        opening ??= open();
        const thread = await opening;
        return await thread.call(name, argument, callOptions);
      } finally {
        waiting -= 1;
        if (waiting === 0 && whenIdle === 'ends') await close();
      }
    },
  };
}
