import { ProblemError } from '@ragtime/http-kit';
import type { Logger, Machine } from '@ragtime/runtime';
import type { Comparison, OperatedProjection } from '../ports.ts';

/** The state of the last rebuild of a projection since this process started. */
export type Rebuild = { readonly startedAtMs: number } & (
  | { readonly state: 'running'; readonly progress: object }
  | { readonly state: 'done'; readonly endedAtMs: number; readonly report: Comparison }
  | { readonly state: 'failed'; readonly endedAtMs: number; readonly detail: string }
);

export interface Rebuilds {
  of(name: string): Rebuild | undefined;
  /** Starts a rebuild and does not wait for its end. @throws ProblemError rebuild-running */
  start(projection: OperatedProjection, options: { readonly force: boolean }): Rebuild;
  stop(): Promise<void>;
}

/** Runs rebuilds independently of the requests that started them. */
export function createRebuilds({ clock }: Pick<Machine, 'clock'>, logger: Logger): Rebuilds {
  const rebuilds = new Map<string, Rebuild>();
  const running = new Set<Promise<void>>();
  const halt = new AbortController();

  return {
    of: (name) => rebuilds.get(name),
    start(projection, { force }) {
      const { name } = projection;
      if (rebuilds.get(name)?.state === 'running') throw new ProblemError('rebuild-running');
      const startedAtMs = clock.nowMs();
      const begun: Rebuild = { startedAtMs, state: 'running', progress: {} };
      rebuilds.set(name, begun);
      const work = projection
        .rebuild({
          force,
          signal: halt.signal,
          onProgress: (progress) => void rebuilds.set(name, { startedAtMs, state: 'running', progress }),
        })
        .then(
          (report) => void rebuilds.set(name, { startedAtMs, state: 'done', endedAtMs: clock.nowMs(), report }),
          (error: unknown) => {
            const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            rebuilds.set(name, { startedAtMs, state: 'failed', endedAtMs: clock.nowMs(), detail });
            if (!halt.signal.aborted)
              logger.error({ err: error, projection: name }, 'the rebuild failed; the generation that answered before still answers');
          },
        )
        .finally(() => void running.delete(work));
      running.add(work);
      return begun;
    },
    async stop() {
      halt.abort(new Error('the server is closing'));
      await Promise.all(running);
    },
  };
}
