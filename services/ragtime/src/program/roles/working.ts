import { workerIdAt } from '@ragtime/contracts/signals';
import { createQueueGauges, type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { randomUuid } from '@ragtime/runtime';
import { tracedBus } from '../traced-bus.ts';
import type { Healths } from './healths.ts';
import type { Leadership } from './leadership.ts';
import { healthOf, type Queues, type RolesOptions } from './options.ts';

export interface Working {
  /** Resolves to undefined while no orchestrator runs. */
  readonly queues: Queues;
  readonly healths: Healths;
  /** Resolves when tasks can go on, as far as this process decides that. */
  caughtUp(): Promise<void>;
}

/** Starts the orchestrator, which gives out tasks, and the worker, which does them. */
export async function startWorking(options: RolesOptions): Promise<Working> {
  const { adapters, deciding, projecting, roles, machine, logLevels, tracing, metrics, shutdown, isAlone, seat } = options;
  const { log, codec, signals, vault, blobs, embedder, parser, slots } = adapters;
  const common = { log, codec, vault, blobs, machine, signals, bus: tracedBus(deciding.bus, tracing) };
  const workerId = workerIdAt(seat, randomUuid(machine.random));
  const logger = logLevels.of('orchestrator');
  let leadership: Leadership<Orchestrator> | undefined;
  if (roles.has('orchestrator')) {
    const orchestrating = await options.lead(
      'orchestrator',
      async () =>
        await startOrchestrator({
          ...common,
          logger,
          stores: projecting.stores,
          onAlarm(alarm) {
            metrics.alarm('orchestrator', alarm.kind);
            logger.error({ alarm }, 'the orchestrator raises an alarm');
          },
          // The lock on the folder proves that every worker of an earlier process is dead.
          ...(isAlone ? { isCertainlyGone: (id) => id !== workerId } : {}),
        }),
    );
    shutdown.add('orchestrator', () => orchestrating.stop(), { timeoutMs: 1_000 });
    leadership = orchestrating;
  }
  const writeQueues = createQueueGauges(metrics.prometheus);
  metrics.prometheus.onCollect(() => writeQueues(leadership?.current()?.queues()));
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
    orchestrator === undefined || orchestrator.isKeepingUp() ? undefined : 'it has not yet reached the end of the log';
  const ownQueues = async () => await Promise.resolve(leadership?.current()?.queues());
  options.otherQueues?.answer(ownQueues);
  return {
    queues: async () => (await ownQueues()) ?? (await options.otherQueues?.ask()),
    caughtUp: async () => await leadership?.current()?.ready,
    healths: () => [
      ...(leadership === undefined ? [] : [healthOf('orchestrator', troubleOf(leadership.current()))]),
      ...(worker === undefined ? [] : [healthOf('parse-worker', undefined, noteOf(worker))]),
    ],
  };
}

/** A worker without partitions is healthy: the group assigns some as soon as it can, and a surplus worker has none. */
const noteOf = (worker: ParseWorker): string | undefined =>
  worker.partitions().length > 0 ? undefined : 'the group of workers has assigned it no partition of the doorbells';
