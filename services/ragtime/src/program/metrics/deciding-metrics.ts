import type { DomainBus } from '@ragtime/application';
import type { DomainEvent } from '@ragtime/domain';
import type { EventLog, ForwardingObserver, LogRecord, OwnerObserver, PartitionName } from '@ragtime/event-log';
import type { Clock, Metrics } from '@ragtime/runtime';
import { timed } from './timed.ts';

export const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const eventsBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Figures of owners, their log and the bus. */
export interface DecidingMetrics {
  /** The log as the owners use it. */
  log(log: EventLog): EventLog;
  owner(name: PartitionName): OwnerObserver;
  readonly forwarding: ForwardingObserver;
  /** Counts commands by their outcome, and what accepted events say about work. */
  bus(bus: DomainBus): DomainBus;
}

export function createDecidingMetrics(metrics: Metrics, clock: Clock): DecidingMetrics {
  const appendSeconds = metrics.histogram({
    name: 'ragtime_append_seconds',
    help: 'Time of one append to the log, until it is durable. `barrier`: a record that settles a doubt or proves the end',
    labels: ['topic', 'kind'],
    buckets: secondsBuckets,
  });
  const appendFailures = metrics.counter({
    name: 'ragtime_append_failures_total',
    help: 'Appends that were refused or not acknowledged',
    labels: ['topic'],
  });
  const appendEvents = metrics.histogram({
    name: 'ragtime_append_events',
    help: 'Events of one batch',
    labels: ['topic'],
    buckets: eventsBuckets,
  });
  const batches = metrics.counter({
    name: 'ragtime_append_batches_total',
    help: 'Batches by outcome. `lost`: another writer was first; `doubt-written` and `doubt-not-written`: the answer was missing and the log was asked',
    labels: ['topic', 'outcome'],
  });
  const proofs = metrics.counter({
    name: 'ragtime_log_proofs_total',
    help: 'Proofs of the end of a partition for answers that write nothing. `moved`: somebody else had written',
    labels: ['topic', 'moved'],
  });
  const forwards = metrics.counter({
    name: 'ragtime_forwards_total',
    help: 'Commands sent to the node that owns their partition, by its answer',
    labels: ['answer'],
  });
  const takeOvers = metrics.counter({
    name: 'ragtime_take_overs_total',
    help: 'Partitions that this node took because their owner could not be reached',
    labels: [],
  });
  const commands = metrics.counter({
    name: 'ragtime_commands_total',
    help: 'Commands that this node sent, by outcome',
    labels: ['command', 'outcome'],
  });
  const countWork = createWorkCounters(metrics);

  return {
    log: (log) => ({
      ensureTopics: async (topics) => await log.ensureTopics(topics),
      close: async () => await log.close(),
      async openSession(topic, partition) {
        const session = await log.openSession(topic, partition);
        const observeAs = (kind: 'events' | 'barrier') =>
          timed(session, ['append'], {
            clock,
            observe(_operation, seconds, isGood) {
              appendSeconds.observe({ topic, kind }, seconds);
              if (!isGood) appendFailures.add({ topic });
            },
          });
        const [ofEvents, ofBarriers] = [observeAs('events'), observeAs('barrier')];
        return {
          append: async (records) => await (records.every(isBarrier) ? ofBarriers : ofEvents).append(records),
          read: async (from, options) => await session.read(from, options),
          proveEnd: async () => await session.proveEnd(),
          close: async () => await session.close(),
        };
      },
    }),
    owner(name) {
      const topic = name.slice(0, name.lastIndexOf('/'));
      return {
        onBatch({ outcome, events }) {
          batches.add({ topic, outcome });
          appendEvents.observe({ topic }, events);
        },
        onProof: ({ moved }) => proofs.add({ topic, moved: `${moved}` }),
      };
    },
    forwarding: {
      onForward: ({ answer }) => forwards.add({ answer }),
      onTakeOver: () => takeOvers.add({}),
    },
    bus: ({ submit }) => ({
      async submit(submission) {
        const outcome = await submit(submission);
        commands.add({ command: submission.command.type, outcome: outcome.kind });
        if (outcome.kind === 'accepted') for (const event of outcome.events) countWork(event);
        return outcome;
      },
    }),
  };
}

const isBarrier = ({ key, value }: LogRecord): boolean => key === '' && value.length === 0;

/** Counts attempts and what they made. A command is accepted once, so each event is counted once over all nodes. */
function createWorkCounters(metrics: Metrics): (event: DomainEvent) => void {
  const started = metrics.counter({ name: 'ragtime_attempts_started_total', help: 'Attempts that workers began', labels: [] });
  const ended = metrics.counter({
    name: 'ragtime_attempts_ended_total',
    help: 'Attempts by their end: `completed`; `failed`, which is tried again; `died`, the last one; `expired`, whose worker fell silent. With the code of the error',
    labels: ['end', 'code'],
  });
  const runs = metrics.counter({ name: 'ragtime_runs_ended_total', help: 'Runs by their end', labels: ['end'] });
  const pages = metrics.counter({ name: 'ragtime_pages_total', help: 'Pages, lines or rows that completed tasks read', labels: [] });
  const passages = metrics.counter({ name: 'ragtime_passages_total', help: 'Passages that completed tasks made', labels: [] });
  return (event) => {
    switch (event.type) {
      case 'AttemptStarted':
        started.add({});
        return;
      case 'TaskCompleted':
        ended.add({ end: 'completed', code: '' });
        pages.add({}, event.result.pages);
        passages.add({}, event.result.chunks);
        return;
      case 'AttemptFailed':
      case 'TaskDied':
        ended.add({ end: event.type === 'TaskDied' ? 'died' : 'failed', code: event.error.code });
        return;
      case 'AttemptExpired':
        ended.add({ end: 'expired', code: '' });
        return;
      case 'RunEnded':
      case 'RunFailed':
      case 'RunCancelled':
        runs.add({ end: event.type === 'RunEnded' ? 'parsed' : event.type === 'RunFailed' ? 'failed' : 'cancelled' });
        return;
      default:
        return;
    }
  };
}
