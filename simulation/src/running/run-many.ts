import { Worker } from 'node:worker_threads';
import { messageOf, realMachine } from '@ragtime/runtime';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import type { ScheduleResult } from './run-schedule.ts';

export interface ManyOptions {
  readonly schedules: number;
  readonly firstSeed: number;
  readonly threads: number;
  readonly plant?: string;
  /** Called with each result. When it returns `enough`, no further schedule begins. */
  readonly onResult: (result: ScheduleResult) => 'go-on' | 'enough';
}

/** A schedule that takes longer than this is in an endless loop. */
const stuckAfterMs = 60_000;

/** Runs schedules on all threads, seed after seed. A schedule that never ends, or ends its thread, counts as a result too. */
export async function runMany({ schedules, firstSeed, threads, plant, onResult }: ManyOptions): Promise<void> {
  const { timers } = realMachine;
  const lastSeed = firstSeed + schedules - 1;
  let next = firstSeed;
  let isEnough = false;

  async function runThread(): Promise<void> {
    while (!isEnough && next <= lastSeed) await runUntilItFails();
  }

  /** Ends when there is nothing left, or with its thread. */
  function runUntilItFails(): Promise<void> {
    const data: ThreadData = { plant };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 2_000, maxYoungGenerationSizeMb: 64 },
    });
    let seed = 0;
    let watch = timers.after(stuckAfterMs, () => undefined);
    return new Promise((resolve) => {
      const failed = (why: string): void => {
        watch.cancel();
        if (seed !== 0) note({ seed, nodes: 0, commands: 0, faults: 0, hits: new Map(), violations: [why] });
        void worker.terminate().then(() => resolve());
      };
      const note = (result: ScheduleResult): void => {
        if (!isEnough && onResult(result) === 'enough') isEnough = true;
      };
      const startNext = (): void => {
        watch.cancel();
        if (isEnough || next > lastSeed) {
          seed = 0;
          void worker.terminate().then(() => resolve());
          return;
        }
        seed = next;
        next += 1;
        watch = timers.after(stuckAfterMs, () => failed('it goes round in circles'));
        worker.postMessage({ seed } satisfies ToThread);
      };
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'ran') note(message.result);
        startNext();
      });
      worker.on('error', (error) => {
        if (seed === 0) isEnough = true;
        failed(`it took its thread down: ${messageOf(error)}`);
      });
    });
  }

  await Promise.all(Array.from({ length: threads }, runThread));
}
