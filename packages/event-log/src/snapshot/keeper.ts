import { type Machine, messageOf, randomUuid } from '@ragtime/runtime';
import type { Chain } from '../chain/chain.ts';
import { firstHourAt } from '../writer/memory.ts';
import type { PartitionState, StateHeader } from '../writer/state.ts';
import { type Changes, sizeOf } from './changes.ts';
import { readManifest, type SegmentEntry, sha256Of, writeManifest } from './manifest.ts';
import { type MergeSegments, mergeSegments } from './merging/merge.ts';
import { isManifest, manifestName, offsetOf, segmentName } from './names.ts';
import { segmentLines, visitSegment } from './segment.ts';
import type { SnapshotPlace, SnapshotStore } from './store.ts';

export interface SnapshotOptions {
  readonly store: SnapshotStore;
  /** Identifies the state's shape and the code that folds it. A snapshot of another fingerprint is not read. */
  readonly fingerprint: string;
  /** The number of records folded between two snapshots. Default 10,000. */
  readonly everyRecords?: number;
  /** Default: merges on this thread. */
  readonly merge?: MergeSegments;
  /** Called when a snapshot cannot be read or written. This makes the next start slower and has no other effect. */
  readonly onTrouble?: (place: SnapshotPlace, detail: string) => void;
}

/** Keeps the snapshots of one partition's state. */
export interface SnapshotKeeper {
  /** Restores the newest complete snapshot into an empty state. Never throws: without a snapshot the owner folds the log. */
  restore(): Promise<void>;
  /** Begins a snapshot when enough was folded since the last one. The owner calls it between two changes of the state, never within one. */
  look(): void;
  /** Waits a moment for the snapshot in progress, then abandons it. An incomplete snapshot is never read. */
  stop(): Promise<void>;
}

const keptManifests = 2;
/**
 * A segment is merged into the one before it when that one is at most this many times as large. This keeps segments few, and rewrites each entity
 * only a few times.
 */
const mergeRatio = 2;
/** Lines written or read before the keeper yields to other work: one or two milliseconds. */
const linesPerYield = 4;
const stopWithinMs = 200;

export function createSnapshotKeeper<Event, Entities>(
  { store, fingerprint, everyRecords = 10_000, merge = async (...of) => mergeSegments(...of), onTrouble }: SnapshotOptions,
  place: SnapshotPlace,
  state: PartitionState<Event, Entities>,
  { timers, random }: Machine,
): SnapshotKeeper {
  /** The newest is last. Each entry has the segments that the manifest names. */
  let manifests: readonly { readonly name: string; readonly segments: readonly SegmentEntry[] }[] = [];
  /** Files that no kept manifest names. */
  const obsolete = new Set<string>();
  let cutAt = 0;
  let writing: Promise<void> | undefined;
  let isOver = false;

  const newest = () => manifests.at(-1)?.segments ?? [];
  const trouble = (what: string, cause: unknown) => {
    if (!isOver) onTrouble?.(place, `${what}: ${messageOf(cause)}`);
  };

  /** Yields to other work between two pieces. */
  async function yieldToOthers(): Promise<void> {
    await timers.sleep(0);
    if (isOver) throw new Error('the owner was stopped');
  }

  async function readSegments(entries: readonly SegmentEntry[]): Promise<readonly Uint8Array[] | undefined> {
    const all: Uint8Array[] = [];
    for (const { name, sha256 } of entries) {
      const bytes = await store.read(place, name);
      if (bytes === undefined || sha256Of(bytes) !== sha256) return undefined;
      all.push(bytes);
    }
    return all;
  }

  /** Finds the newest manifest with all its segments. */
  async function find(names: readonly string[]) {
    for (const name of names.filter(isManifest).toSorted().toReversed()) {
      const bytes = await store.read(place, name);
      const manifest = bytes && readManifest(bytes, fingerprint);
      const segments = manifest && (await readSegments(manifest.segments));
      if (manifest !== undefined && segments !== undefined) return { name, manifest, segments };
      onTrouble?.(place, `${name} is damaged or belongs to another release`);
    }
    return undefined;
  }

  async function restore(): Promise<void> {
    let found: Awaited<ReturnType<typeof find>>;
    try {
      const names = await store.list(place);
      found = await find(names);
      const named = new Set([found?.name, ...(found?.manifest.segments.map(({ name }) => name) ?? [])]);
      // Files at later offsets stay: another owner may have written them since.
      const offset = found?.manifest.chain.offset ?? 0;
      await store.remove(
        place,
        names.filter((name) => !named.has(name) && offsetOf(name) < offset),
      );
    } catch (cause) {
      return trouble('the snapshots cannot be read; the owner folds the log instead', cause);
    }
    if (found === undefined) return;
    let lines = 0;
    for (const bytes of found.segments) {
      for (const _ of visitSegment(bytes, state.restoring)) if ((lines += 1) % linesPerYield === 0) await yieldToOthers();
    }
    state.restoring.end(found.manifest);
    manifests = [{ name: found.name, segments: found.manifest.segments }];
    cutAt = found.manifest.chain.offset;
  }

  async function writeSegment(bytes: Uint8Array, { offset }: Chain, size: number): Promise<SegmentEntry> {
    const name = segmentName(offset, randomUuid(random));
    await store.write(place, name, bytes);
    return { name, size, sha256: sha256Of(bytes) };
  }

  /** A durable manifest is the newest one, even if the removal of obsolete files fails. */
  async function publish(header: StateHeader, segments: readonly SegmentEntry[]): Promise<void> {
    const name = manifestName(header.chain.offset, randomUuid(random));
    await store.write(place, name, writeManifest({ ...header, segments }, fingerprint));
    const all = [...manifests, { name, segments }];
    manifests = all.slice(-keptManifests);
    for (const old of all.slice(0, -keptManifests)) for (const one of [old, ...old.segments]) obsolete.add(one.name);
    for (const { segments: named } of manifests) for (const one of named) obsolete.delete(one.name);
    try {
      await store.remove(place, [...obsolete]);
      obsolete.clear();
    } catch (cause) {
      trouble('obsolete snapshot files cannot be removed; the next snapshot tries again', cause);
    }
  }

  async function write(header: StateHeader, changes: Changes): Promise<void> {
    const lines: Uint8Array[] = [];
    for (const line of segmentLines(changes)) {
      lines.push(Buffer.from(line));
      if (lines.length % linesPerYield === 0) await yieldToOthers();
    }
    const added = await writeSegment(Buffer.concat(lines), header.chain, sizeOf(changes));
    await publish(header, [...newest(), added]);
  }

  /** Merges the newest segments that are about as large as those before them. */
  async function mergeNewest(header: StateHeader): Promise<void> {
    const segments = newest();
    const from = mergedFrom(segments);
    if (from >= segments.length - 1 || isOver) return;
    const merged = segments.slice(from);
    const all = await readSegments(merged);
    if (all === undefined) throw new Error('a segment is damaged');
    const bytes = await merge(all, { forgetBefore: firstHourAt(header.lastAtMs), isWhole: from === 0 });
    if (isOver) return;
    const size = merged.reduce((sum, segment) => sum + segment.size, 0);
    await publish(header, [...segments.slice(0, from), await writeSegment(bytes, header.chain, size)]);
  }

  async function keep({ header, changes }: ReturnType<typeof state.cut>): Promise<void> {
    try {
      await write(header, changes);
    } catch (cause) {
      state.uncut(changes);
      return trouble('the snapshot cannot be written; the next one holds its changes too', cause);
    }
    await mergeNewest(header).catch((cause: unknown) => trouble('the segments cannot be merged; the next snapshot tries again', cause));
  }

  return {
    restore,
    look() {
      if (writing !== undefined || isOver || state.chain.offset - cutAt < everyRecords) return;
      cutAt = state.chain.offset;
      writing = keep(state.cut()).finally(() => {
        writing = undefined;
      });
    },
    async stop() {
      isOver = true;
      await Promise.race([writing, timers.sleep(stopWithinMs)]);
    },
  };
}

/** The index of the first segment to merge. */
function mergedFrom(segments: readonly SegmentEntry[]): number {
  let from = segments.length - 1;
  let size = segments[from]?.size ?? 0;
  for (let before = segments[from - 1]; before !== undefined && before.size <= size * mergeRatio; before = segments[from - 1]) {
    from -= 1;
    size += before.size;
  }
  return from;
}
