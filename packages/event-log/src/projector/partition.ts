import { messageOf, retry } from '@ragtime/runtime';
import type { RecordedEvent } from '../port/envelope.ts';
import type { Offset } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';
import { samePosition } from '../positions/same.ts';
import { type FollowEnd, type FollowedBatch, type FollowedRecord, followPartition } from '../reader/follow.ts';
import { generationIn } from '../reader/generation.ts';
import type { PartitionProgress, ProjectorLimits, ProjectorOptions } from './options.ts';
import { refoldKey } from './refold.ts';
import type { ProjectionCommit, StoppedKey } from './store.ts';

/** Another projector moved the stored position, so this one's reads since then are superseded. */
class Moved extends Error {}

export class Poisoned extends Error {
  readonly stopped: StoppedKey;

  constructor(stopped: StoppedKey) {
    super(`${stopped.partition} ${stopped.key}: ${stopped.detail}`);
    this.stopped = stopped;
  }
}

export interface ProjectedPartition {
  run(): Promise<FollowEnd>;
  progress(): PartitionProgress;
  resolve(key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
}

export interface ProjectedPartitionNeeds<Event, Change, Helpers> extends ProjectorOptions<Event, Change, Helpers> {
  readonly topic: string;
  readonly partition: number;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

export function projectPartition<Event, Change, Helpers>(
  needs: ProjectedPartitionNeeds<Event, Change, Helpers> & { readonly limits: ProjectorLimits },
): ProjectedPartition {
  const { projection, helpers, store, topic, partition, machine, limits, signal, tracker, onChange } = needs;
  const name: PartitionName = `${topic}/${partition}`;
  const stopped = new Map<string, StoppedKey>();
  let position: Position | undefined;
  let end: Offset | undefined;
  let state: PartitionProgress['state'] = 'starting';
  let trouble: string | undefined;
  let running: Promise<unknown> = Promise.resolve();

  /** Batches and refolds of keys both depend on the position, so they run one after the other. */
  function oneAfterAnother<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = running.then(work);
    running = mine.catch(() => undefined);
    return mine;
  }

  function become(next: PartitionProgress['state'], why?: string): void {
    state = next;
    trouble = why;
    onChange();
  }

  async function load(): Promise<void> {
    const progress = await untilStoreAnswers(() => store.load());
    position = progress.positions.get(name);
    stopped.clear();
    for (const one of progress.stopped) if (one.partition === name) stopped.set(one.key, one);
    if (position !== undefined) tracker?.advance(name, position);
  }

  async function untilStoreAnswers<Result>(ask: () => Promise<Result>): Promise<Result> {
    return await retry(ask, {
      machine,
      betweenMs: limits.retryAfterMs,
      signal,
      mayPass: (cause) => !(cause instanceof Moved),
      onFailure: (cause) => become('store-down', messageOf(cause)),
    });
  }

  /** A commit that threw may have happened. The stored position shows whether it did. */
  async function commit(commit: ProjectionCommit<Change>): Promise<void> {
    let isRepeat = false;
    await untilStoreAnswers(async () => {
      if (isRepeat) {
        const stored = (await store.load()).positions.get(name);
        if (samePosition(stored, commit.to) && !samePosition(commit.from, commit.to)) return;
        if (!samePosition(stored, commit.from)) throw new Moved();
      }
      isRepeat = true;
      if ((await store.commit(commit)) === 'moved') throw new Moved();
    });
    position = commit.to;
    for (const one of commit.stopped) {
      stopped.set(one.key, one);
      needs.onStoppedKey?.(one);
    }
    for (const key of commit.resumed) stopped.delete(key);
    become('following');
  }

  async function take(batch: FollowedBatch<Event>): Promise<void> {
    end = batch.end;
    let rest = batch.records;
    while (rest.length > 0) rest = await takeSome(rest);
    if (batch.position.offset > 0 && !samePosition(position, batch.position)) await commitTo(batch.position, [], [], []);
    become('following');
  }

  async function takeSome(records: readonly FollowedRecord<Event>[]): Promise<readonly FollowedRecord<Event>[]> {
    const startedMs = machine.clock.monotonicMs();
    const beganAtMs = machine.clock.nowMs();
    const changes: Change[] = [];
    const failed = new Map<string, StoppedKey>();
    const passed: Position[] = [];
    for (const one of records) {
      const key = one.kind === 'event' ? one.record.key : one.key;
      if (!stopped.has(key) && !failed.has(key)) {
        const failure = applyTo(changes, one);
        if (failure !== undefined) failed.set(key, failure);
      }
      passed.push(one.position);
      if (passed.length >= limits.batchRecordsMax || machine.clock.monotonicMs() - startedMs > limits.batchMsMax) break;
    }
    const to = passed.at(-1);
    if (to !== undefined) {
      await commitTo(to, changes, [...failed.values()], passed, generationIn(records.slice(0, passed.length)));
      needs.onCommitted?.(
        records.slice(0, passed.length).flatMap((one) => (one.kind === 'event' ? [one.record] : [])),
        beganAtMs,
      );
    }
    return records.slice(passed.length);
  }

  async function commitTo(
    to: Position,
    changes: readonly Change[],
    failed: readonly StoppedKey[],
    passed: readonly Position[],
    generation?: number,
  ): Promise<void> {
    const [first] = failed;
    if (first !== undefined && needs.onPoison === 'end') throw new Poisoned(first);
    await commit({ partition: name, from: position, to, changes, stopped: failed, resumed: [], generation });
    tracker?.advance(name, to, passed);
  }

  function applyTo(changes: Change[], one: FollowedRecord<Event>): StoppedKey | undefined {
    if (one.kind === 'failure') {
      return { partition: name, key: one.key, offset: one.offset, category: one.failure.kind, detail: one.failure.detail };
    }
    return apply(one.record, one.position, changes);
  }

  function apply(record: RecordedEvent<Event>, behind: Position, changes: Change[]): StoppedKey | undefined {
    try {
      changes.push(...projection.apply(record, helpers, behind));
      return undefined;
    } catch (cause) {
      return { partition: name, key: record.key, offset: record.offset, category: 'handler-threw', detail: messageOf(cause) };
    }
  }

  async function followOnce(): Promise<FollowEnd | 'moved'> {
    try {
      await load();
      become('following');
      return await followPartition({
        ...needs,
        from: position,
        limits: { ...limits.follow, readRecords: limits.batchRecordsMax },
        onRecords: (batch) => oneAfterAnother(() => take(batch)),
        onTrouble: (detail) => become('log-down', detail),
      });
    } catch (cause) {
      if (cause instanceof Moved) return 'moved';
      if (signal.aborted && !(cause instanceof Poisoned)) return { kind: 'stopped' };
      throw cause;
    }
  }

  async function run(): Promise<FollowEnd> {
    try {
      let end = await followOnce();
      while (end === 'moved') end = await followOnce();
      return end;
    } finally {
      become('ended');
    }
  }

  return {
    run,
    progress: () => ({ partition: name, position, end, state, trouble, stopped: [...stopped.values()] }),
    resolve: (key) =>
      oneAfterAnother(async () => {
        const first = stopped.get(key);
        if (first === undefined || position === undefined) return 'not-stopped';
        return refoldKey({ ...needs, first, position, apply, commit });
      }),
  };
}
