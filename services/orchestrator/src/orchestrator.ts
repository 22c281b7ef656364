import type { DocumentTopicEvent, DomainEvent, Sealed } from '@ragtime/domain';
import { type FollowedRecord, isLogEvent, topics } from '@ragtime/event-log';
import { createDocuments } from './documents/documents.ts';
import { followTopic, partitionName } from './following/follow-topic.ts';
import { keepUp } from './following/keeping-up.ts';
import { defaultLimits, type OrchestratorOptions } from './options.ts';
import type { QueuesView } from './work/queues-view.ts';
import { createWorkManager } from './work/work-manager.ts';

export interface Orchestrator {
  /** Resolves once the log is read and the work goes on. */
  readonly ready: Promise<void>;
  queues(): QueuesView;
  stop(): Promise<void>;
}

/** How often leases are looked at. Well below the pause that it must notice. */
const tickMs = 500;

/**
 * Turns events into doorbells and commands. It keeps nothing: all that it knows is folded from the log when it starts, so it may
 * stop at any point; and two at once only ring twice and send what the log refuses.
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { log, codec, machine, logger, onAlarm } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const halt = new AbortController();

  const documents = createDocuments((sealed) => openName(options, sealed));
  const keeping: { isTrue: boolean } = {
    get isTrue() {
      return keepingUp.isTrue && !halt.signal.aborted;
    },
  };
  const work = createWorkManager(options, limits, documents, keeping);

  function foldDocuments(partition: number, records: readonly FollowedRecord<DomainEvent>[]): void {
    for (const record of records) {
      if (record.kind === 'failure') {
        const { offset, failure } = record;
        onAlarm?.({
          kind: 'record-unreadable',
          partition: partitionName(topics.documentEvents, partition),
          offset,
          detail: failure.detail,
        });
        continue;
      }
      const { event, meta } = record.record;
      if (isLogEvent(event)) continue;
      documents.apply(event as DocumentTopicEvent);
      work.apply(event as DocumentTopicEvent, meta);
    }
  }

  const documentTopic = followTopic({
    ...{ log, codec, machine, topic: topics.documentEvents, signal: halt.signal },
    onRecords: foldDocuments,
    onMoved: () => work.act(),
    onTrouble: (partition, detail) => logger.warn({ partition, detail }, 'the log cannot be read just now'),
    onBroken(detail) {
      halt.abort(new Error(detail));
      onAlarm?.({ kind: 'log-diverged', detail });
    },
  });

  const keepingUp = keepUp(machine, [documentTopic], {
    pauseMs: limits.pauseMs,
    onAgain: () => work.startAnew(),
    onTrouble: (error) => logger.warn({ error }, 'the end of the log cannot be proved just now'),
  });

  await work.start();
  const ticking = machine.timers.every(tickMs, () => {
    keepingUp.tick();
    work.tick();
  });
  keepingUp.tick();

  return {
    ready: keepingUp.first,
    queues: () => work.queues(),
    async stop() {
      ticking.cancel();
      halt.abort(new Error('the orchestrator was stopped'));
      await work.stop();
      await documentTopic.ended;
    },
  };
}

function openName({ vault }: OrchestratorOptions, sealed: Sealed): string | undefined {
  const opened = vault.open(sealed);
  return opened.kind === 'opened' ? opened.plaintext : undefined;
}
