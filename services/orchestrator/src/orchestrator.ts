import { type EventTopicName, eventPartitions, eventTopicNames, topics } from '@ragtime/domain';
import { createFold } from './fold.ts';
import { followTopic } from './following/follow-topic.ts';
import { keepUp } from './following/keeping-up.ts';
import { defaultLimits, type OrchestratorOptions } from './options.ts';
import { createSweeper } from './sweep/sweeper.ts';
import type { QueuesView } from './work/queues-view.ts';

export interface Orchestrator {
  /** Resolves once the log is read and the work goes on. */
  readonly ready: Promise<void>;
  /** Whether it keeps up with the log, and so acts at all. */
  isKeepingUp(): boolean;
  queues(): QueuesView;
  stop(): Promise<void>;
}

/** How often leases and timers are looked at. Well below the pause that it must notice. */
const tickMs = 500;

/**
 * Turns events into doorbells and commands. It keeps nothing: all that it knows is folded from the log when it starts, so it may
 * stop at any point; and two at once only ring twice and send what the log refuses.
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { log, codec, machine, logger, onAlarm, partitions = eventPartitions } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const halt = new AbortController();
  const following = {
    get isTrue() {
      return keeping.isTrue && !halt.signal.aborted;
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
      onTrouble: (partition, detail) => logger.warn({ topic, partition, detail }, 'the log cannot be read just now'),
      onBroken(detail) {
        halt.abort(new Error(detail));
        onAlarm?.({ kind: 'log-diverged', detail });
      },
    });
  const followed = new Map(eventTopicNames.map((topic) => [topic, follow(topic)]));
  const keeping = keepUp(machine, [...followed.values()], {
    pauseMs: limits.pauseMs,
    onAgain: () => fold.startAnew(),
    onTrouble: (error) => logger.warn({ error }, 'the end of the log cannot be proved just now'),
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
    isKeepingUp: () => following.isTrue,
    queues: () => fold.queues(),
    async stop() {
      ticking.cancel();
      halt.abort(new Error('the orchestrator was stopped'));
      await Promise.all([fold.stop(), sweeper.stop(), ...[...followed.values()].map(({ ended }) => ended)]);
    },
  };
}
