import { workerIdAt } from '@ragtime/contracts/signals';
import type { PrometheusMetrics } from '@ragtime/http-kit';
import { createQueueGauges, type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { randomUuid } from '@ragtime/runtime';
import { tracedBus } from '../traced-bus.ts';
import type { Healths } from './healths.ts';
import type { Turn } from './one-at-a-time.ts';
import { healthOf, type Queues, type RolesOptions } from './options.ts';

export interface Working {
  /** Undefined while no orchestrator is at work. */
  readonly queues: Queues;
  readonly healths: Healths;
  /** Resolves once tasks go on, as far as that depends on this process. */
  caughtUp(): Promise<void>;
}

/** What has tasks done, and what does them. */
export async function startWorking(options: RolesOptions, metrics: PrometheusMetrics): Promise<Working> {
  const { adapters, deciding, projecting, roles, machine, logLevels, tracing, shutdown, isAlone, seat } = options;
  const { log, codec, signals, vault, blobs, embedder, parser, slots } = adapters;
  const common = { log, codec, vault, blobs, machine, signals, bus: tracedBus(deciding.bus, tracing) };
  const workerId = workerIdAt(seat, randomUuid(machine.random));
  const logger = logLevels.of('orchestrator');
  let turn: Turn<Orchestrator> | undefined;
  if (roles.has('orchestrator')) {
    const orchestrating = await options.oneAtATime(
      'orchestrator',
      async () =>
        await startOrchestrator({
          ...common,
          logger,
          stores: projecting.stores,
          onAlarm: (alarm) => logger.error({ alarm }, 'the orchestrator raises an alarm'),
          // The lock on the folder proves that every worker of an earlier process is dead.
          ...(isAlone ? { isCertainlyGone: (id) => id !== workerId } : {}),
        }),
    );
    shutdown.add('orchestrator', () => orchestrating.stop(), { timeoutMs: 1_000 });
    turn = orchestrating;
    const write = createQueueGauges(metrics);
    metrics.onCollect(() => write(orchestrating.current()?.queues()));
  }
  let worker: ParseWorker | undefined;
  if (roles.has('parse-worker')) {
    const started = await startParseWorker({
      ...common,
      logger: logLevels.of('parse-worker'),
      tracing,
      parser,
      workerId,
      slots,
      embedders: [embedder],
      drainMs: 800,
    });
    worker = started;
    shutdown.add('parse worker', () => started.stop(), { timeoutMs: 1_500 });
  }
  const troubleOf = (orchestrator: Orchestrator | undefined): string | undefined =>
    orchestrator === undefined || orchestrator.isKeepingUp() ? undefined : 'it has yet to reach the end of the log';
  const ownQueues = async () => await Promise.resolve(turn?.current()?.queues());
  options.otherQueues?.answer(ownQueues);
  return {
    queues: async () => (await ownQueues()) ?? (await options.otherQueues?.ask()),
    caughtUp: async () => await turn?.current()?.ready,
    healths: () => [
      ...(turn === undefined ? [] : [healthOf('orchestrator', troubleOf(turn.current()))]),
      ...(worker === undefined ? [] : [healthOf('parse-worker', undefined, noteOf(worker))]),
    ],
  };
}

/** It lives all the same: the group gives it some as soon as it may, and one worker too many has none. */
const noteOf = (worker: ParseWorker): string | undefined =>
  worker.partitions().length > 0 ? undefined : 'the group of workers has given it no partition of the doorbells';
