import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import { type Known, sweepUploads } from './upload-sweep.ts';

/** Not at once after a start, when other work is more urgent. */
const firstAfterMs = 60_000;

export interface Sweeper {
  tick(): void;
  stop(): Promise<void>;
}

/** Sweeps from time to time. When a restart cuts a sweep off, the next process begins it anew. */
export function createSweeper(
  options: Pick<OrchestratorOptions, 'blobs' | 'machine' | 'logger'>,
  limits: Pick<OrchestratorLimits, 'uploadAgeMaxMs' | 'sweepEveryMs'>,
  known: Known,
  keeping: { readonly mayAct: boolean },
): Sweeper {
  const { machine, logger } = options;
  let dueAtMs = machine.clock.monotonicMs() + firstAfterMs;
  let sweeping: Promise<void> | undefined;
  return {
    tick() {
      if (!keeping.mayAct || sweeping !== undefined || machine.clock.monotonicMs() < dueAtMs) return;
      dueAtMs = machine.clock.monotonicMs() + limits.sweepEveryMs;
      sweeping = sweepUploads(options, limits, known, keeping)
        .catch((error: unknown) => logger.warn({ error }, 'uploads could not be swept; the next sweep tries again'))
        .then(() => {
          sweeping = undefined;
        });
    },
    async stop() {
      await sweeping;
    },
  };
}
