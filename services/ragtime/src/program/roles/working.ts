import { workerIdAt } from '@ragtime/contracts/signals';
import { type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { randomUuid } from '@ragtime/runtime';
import { tracedBus } from '../traced-bus.ts';
import type { Turn } from './one-at-a-time.ts';
import { type Healths, healthOf, type Queues, type RolesOptions } from './options.ts';

export interface Working {
  /** Undefined while no orchestrator is at work. */
  readonly queues: Queues;
  readonly healths: Healths;
  /** Resolves once tasks go on, as far as that depends on this process. */
  caughtUp(): Promise<void>;
}

/** What has tasks done, and what does them. */
export async function startWorking(options: RolesOptions): Promise<Working> {
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
  }
  if (roles.has('parse-worker')) {
    const worker = await startParseWorker({
      ...common,
      logger: logLevels.of('parse-worker'),
      tracing,
      parser,
      workerId,
      slots,
      embedders: [embedder],
      drainMs: 800,
    });
    shutdown.add('parse worker', () => worker.stop(), { timeoutMs: 1_500 });
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
      ...(roles.has('parse-worker') ? [healthOf('parse-worker', undefined)] : []),
    ],
  };
}
