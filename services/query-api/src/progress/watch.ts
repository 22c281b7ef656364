import type { PartitionName, Position, Positions } from '@ragtime/event-log';
import { encodePositions, iso, type ServerEvent, type ServerEvents } from '@ragtime/http-kit';
import { type Machine, onAbort } from '@ragtime/runtime';
import type { LiveProgress, Progress } from './live-progress.ts';
import type { FeedItem, StateFeed } from './state-feed.ts';

export interface WatchOptions {
  readonly feed: StateFeed;
  readonly live: LiveProgress;
  readonly machine: Machine;
  readonly tenantId: string;
  /** Undefined: every dataset of the tenant. */
  readonly datasetId: string | undefined;
  /** The start position of each watched partition. */
  readonly after: Positions;
  /** Reads the present state and its positions, for a client that was away too long. */
  readonly presentState: () => Promise<{ readonly state: unknown; readonly at: Positions }>;
  readonly onShown: (positions: Positions) => void;
  readonly signal: AbortSignal;
}

/** The progress of one document is sent at most once in this time. */
const progressEveryMs = 250;
const beatEveryMs = 15_000;
const pageItems = 200;

/**
 * Sends every change exactly once, in the order of each partition. The id of an event holds the positions of everything that was
 * sent up to it, so that a client resumes after it. Progress has no id, since only its latest value matters.
 */
export async function* watch(options: WatchOptions): ServerEvents {
  const { feed, live, machine, signal } = options;
  const sent = new Map<PartitionName, Position>(options.after);
  const pending = createPending(options);
  const alarm = createAlarm(machine, signal);
  const endings = [feed.onChange(alarm.ring), live.onProgress((progress) => pending.note(progress) && alarm.ring())];
  try {
    yield { id: encodePositions(sent), event: 'ready', data: {} };
    while (!signal.aborted) {
      const page = feed.read(sent, pageItems);
      if (page.kind === 'gone') {
        const { state, at } = await options.presentState();
        for (const [partition, position] of at) if (sent.has(partition)) sent.set(partition, position);
        options.onShown(sent);
        yield { id: encodePositions(sent), event: 'reset', data: state };
        continue;
      }
      for (const item of page.items) {
        sent.set(item.partition, item.position);
        if (!isWatched(item, options)) continue;
        pending.settle(item);
        options.onShown(sent);
        yield { id: encodePositions(sent), event: 'state', data: dataOf(item) };
      }
      for (const [partition, position] of page.read) sent.set(partition, position);
      if (page.items.length > 0) continue;
      yield* pending.due();
      if ((await alarm.wait(Math.min(beatEveryMs, pending.nextDueMs()))) === 'beat') yield 'beat';
    }
  } finally {
    for (const end of endings) end();
    alarm.stop();
  }
}

const isWatched = ({ change }: FeedItem, { tenantId, datasetId }: WatchOptions): boolean =>
  change.tenantId === tenantId && (datasetId === undefined || change.datasetId === datasetId);

function dataOf({ change: { tenantId: _tenantId, atMs, counts, ...rest }, position, partition }: FeedItem) {
  return { ...rest, ...counts, at: iso(atMs), position: encodePositions(new Map([[partition, position]])) };
}

interface Pending {
  /** @returns whether this client watches the run. */
  note(progress: Progress): boolean;
  /** Drops the pending progress of a run that ended. */
  settle(item: FeedItem): void;
  due(): Iterable<ServerEvent>;
  /** Milliseconds until the next progress is due; infinity when none is pending. */
  nextDueMs(): number;
}

function createPending({ machine, tenantId, datasetId }: WatchOptions): Pending {
  const waiting = new Map<string, Progress>();
  const sentAtMs = new Map<string, number>();
  const now = () => machine.clock.monotonicMs();
  const dueInMs = (documentId: string) => Math.max(0, (sentAtMs.get(documentId) ?? Number.NEGATIVE_INFINITY) + progressEveryMs - now());

  return {
    note(progress) {
      if (progress.tenantId !== tenantId || (datasetId !== undefined && progress.datasetId !== datasetId)) return false;
      waiting.set(progress.documentId, progress);
      return true;
    },
    settle({ change: { documentId, status } }) {
      if (documentId === undefined || status === undefined || status === 'running') return;
      waiting.delete(documentId);
      sentAtMs.delete(documentId);
    },
    *due() {
      for (const [documentId, { tenantId: _tenantId, ...data }] of waiting) {
        if (dueInMs(documentId) > 0) continue;
        waiting.delete(documentId);
        sentAtMs.set(documentId, now());
        yield { event: 'progress', data };
      }
    },
    nextDueMs: () => Math.min(Number.POSITIVE_INFINITY, ...[...waiting.keys()].map(dueInMs)),
  };
}

/** Waits for a ring. A ring that comes before the wait is kept. */
function createAlarm(machine: Machine, signal: AbortSignal) {
  let rung = false;
  let wake: (() => void) | undefined;
  let quietSinceMs = machine.clock.monotonicMs();
  const ring = () => {
    rung = true;
    wake?.();
  };
  const stop = onAbort(ring, signal);
  return {
    ring,
    async wait(timeoutMs: number): Promise<'rung' | 'beat'> {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = machine.timers.after(timeoutMs, resolve);
        await promise;
        timer.cancel();
        wake = undefined;
      }
      const isQuiet = !rung && machine.clock.monotonicMs() - quietSinceMs >= beatEveryMs;
      if (rung || isQuiet) quietSinceMs = machine.clock.monotonicMs();
      rung = false;
      return isQuiet ? 'beat' : 'rung';
    },
    stop,
  };
}
