import { type EventTopicName, eventPartitions, eventTopicNames, topics } from '@ragtime/domain';
import { createFold } from './fold.ts';
import { followTopic } from './following/follow-topic.ts';
import { keepUp } from './following/keeping-up.ts';
import { defaultLimits, type OrchestratorOptions } from './options.ts';
import { createSweeper } from './sweep/sweeper.ts';
import type { QueuesView } from './work/queues-view.ts';

export interface Orchestrator {
  /** Resolves once the log is read to its end and the orchestrator acts. */
  readonly ready: Promise<void>;
  /** Whether it keeps up with the log. It acts only while it does. */
  isKeepingUp(): boolean;
  queues(): QueuesView;
  stop(): Promise<void>;
}

/** How often leases and timers are checked. It must be well below the pause that is to be noticed. */
const tickMs = 500;

/**
 * Turns events into doorbells and commands. It stores nothing: it folds its whole state from the log when it starts, so it may stop at any point.
 * Two at once only ring twice and send commands that the log refuses.
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { log, codec, machine, logger, onAlarm, partitions = eventPartitions } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const halt = new AbortController();
  const following = {
    get mayAct() {
      return keeping.mayAct && !halt.signal.aborted;
    },
    tenantsToProvenEnd: async () => await followed.get(topics.tenantEvents)?.toProvenEnd(),
  };
  const fold = createFold(options, limits, following);
  const sweeper = createSweeper(options, limits, fold, following);

  const follow = (topic: EventTopicName) =>
    followTopic({
      log,
      codec,
      machine,
      topic,
      partitions,
      signal: halt.signal,
      onRecords: (partition, records) => fold.apply(topic, partition, records),
      onMoved: () => fold.act(),
      onTrouble: (partition, detail) => logger.warn({ topic, partition, detail }, 'the log cannot be read; the reader tries again'),
      onBroken(detail) {
        halt.abort(new Error(detail));
        onAlarm?.({ kind: 'log-diverged', detail });
      },
    });
  const followed = new Map(eventTopicNames.map((topic) => [topic, follow(topic)]));
  const keeping = keepUp(machine, [...followed.values()], {
    pauseMs: limits.pauseMs,
    onAgain: () => fold.startAnew(),
    onTrouble: (error) => logger.warn({ error }, 'the end of the log cannot be proved; the orchestrator does not act until it can'),
  });

  await fold.start();
  const ticking = machine.timers.every(tickMs, () => {
    keeping.tick();
    fold.tick();
    sweeper.tick();
  });
  keeping.tick();

  return {
    ready: keeping.first,
    isKeepingUp: () => following.mayAct,
    queues: () => fold.queues(),
    async stop() {
      ticking.cancel();
      halt.abort(new Error('the orchestrator was stopped'));
      await Promise.all([fold.stop(), sweeper.stop(), ...[...followed.values()].map(({ ended }) => ended)]);
    },
  };
}
