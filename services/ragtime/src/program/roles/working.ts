import type { WorkerId } from '@ragtime/domain';
import { type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { randomUuid } from '@ragtime/runtime';
import { type Healths, healthOf, type RolesOptions } from './options.ts';
import type { Projecting } from './projecting.ts';

export interface Working {
  /** Undefined where no orchestrator runs in this process. */
  readonly orchestrator: Orchestrator | undefined;
  readonly healths: Healths;
}

/** What has tasks done, and what does them. */
export async function startWorking(options: RolesOptions, { stores }: Projecting): Promise<Working> {
  const { adapters, owners, roles, machine, logger, shutdown } = options;
  const { log, codec, signals, vault, blobs, embedder, parser, slots } = adapters;
  const common = { log, codec, vault, blobs, machine, logger, signals, bus: owners.bus };
  const workerId = `worker-${randomUuid(machine.random)}` as WorkerId;
  let orchestrator: Orchestrator | undefined;
  if (roles.has('orchestrator')) {
    const started = await startOrchestrator({
      ...common,
      stores,
      onAlarm: (alarm) => logger.error({ alarm }, 'the orchestrator raises an alarm'),
      // The lock on the folder proves that every worker of an earlier process is dead.
      isCertainlyGone: (id) => id !== workerId,
    });
    shutdown.add('orchestrator', () => started.stop(), { timeoutMs: 1_000 });
    orchestrator = started;
  }
  if (roles.has('parse-worker')) {
    const worker = await startParseWorker({ ...common, parser, workerId, slots, embedders: [embedder], drainMs: 800 });
    shutdown.add('parse worker', () => worker.stop(), { timeoutMs: 1_500 });
  }
  return {
    orchestrator,
    healths: () => [
      ...(orchestrator === undefined
        ? []
        : [healthOf('orchestrator', orchestrator.isKeepingUp() ? undefined : 'it has yet to reach the end of the log')]),
      ...(roles.has('parse-worker') ? [healthOf('parse-worker', undefined)] : []),
    ],
  };
}
