import { type Machine, messageOf, randomUuid } from '@ragtime/runtime';
import type { Chain } from '../chain/chain.ts';
import type { Position } from '../port/position.ts';
import { firstHourAt } from '../writer/memory.ts';
import type { PartitionState, StateHeader } from '../writer/state.ts';
import { type Changes, sizeOf } from './changes.ts';
import { type Manifest, readManifest, type SegmentEntry, sha256Of, writeManifest } from './manifest.ts';
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
  /**
   * Restores the newest complete snapshot that fits the log into an empty state. Without one the owner folds the log. It throws only what `stands`
   * throws, and may then be called again.
   *
   * @param stands whether the log is the one in which a position was reached.
   * @returns the snapshots that do not fit the log; they stay where they are.
   */
  restore(stands: (position: Position) => Promise<boolean>): Promise<readonly LeftOutSnapshot[]>;
  /** Removes snapshots of another log. */
  remove(leftOut: readonly LeftOutSnapshot[]): Promise<void>;
  /** Begins a snapshot when enough was folded since the last one. The owner calls it between two changes of the state, never within one. */
  look(): void;
  /** Waits a moment for the snapshot in progress, then abandons it. An incomplete snapshot is never read. */
  stop(): Promise<void>;
}

/** A snapshot of records that the log does not hold. */
export interface LeftOutSnapshot {
  readonly name: string;
  readonly manifest: Manifest;
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

  const cannotRead = (cause: unknown): void => trouble('the snapshots cannot be read; the owner folds the log instead', cause);

  /** The newest is first. */
  async function readManifests(names: readonly string[]): Promise<readonly LeftOutSnapshot[]> {
    const found: LeftOutSnapshot[] = [];
    for (const name of names.filter(isManifest).toSorted().toReversed()) {
      const bytes = await store.read(place, name);
      const manifest = bytes && readManifest(bytes, fingerprint);
      if (manifest === undefined) onTrouble?.(place, `${name} is damaged or belongs to another release`);
      else found.push({ name, manifest });
    }
    return found;
  }

  /** Takes the first snapshot that has all its segments, and removes older files. */
  async function take(candidates: readonly LeftOutSnapshot[], names: readonly string[]) {
    for (const { name, manifest } of candidates) {
      const segments = await readSegments(manifest.segments);
      if (segments === undefined) {
        onTrouble?.(place, `${name} is damaged or belongs to another release`);
        continue;
      }
      const named = new Set([name, ...manifest.segments.map((segment) => segment.name)]);
      // Files at later offsets stay: another owner may have written them since.
      const { offset } = manifest.chain;
      await store.remove(
        place,
        names.filter((each) => !named.has(each) && offsetOf(each) < offset),
      );
      return { name, manifest, segments };
    }
    return undefined;
  }

  async function restore(stands: (position: Position) => Promise<boolean>): Promise<readonly LeftOutSnapshot[]> {
    const leftOut: LeftOutSnapshot[] = [];
    const fitting: LeftOutSnapshot[] = [];
    let names: readonly string[] = [];
    let known: readonly LeftOutSnapshot[] = [];
    try {
      names = await store.list(place);
      known = await readManifests(names);
    } catch (cause) {
      cannotRead(cause);
      return [];
    }
    // What stands before a position that fits, fits too.
    for (const one of known) (fitting.length > 0 || (await stands(one.manifest.chain)) ? fitting : leftOut).push(one);
    const found = await take(fitting, names).catch(cannotRead);
    if (found !== undefined) await load(found);
    return leftOut;
  }

  async function load({ name, manifest, segments }: LeftOutSnapshot & { readonly segments: readonly Uint8Array[] }): Promise<void> {
    let lines = 0;
    for (const bytes of segments) {
      for (const _ of visitSegment(bytes, state.restoring)) if ((lines += 1) % linesPerYield === 0) await yieldToOthers();
    }
    state.restoring.end(manifest);
    manifests = [{ name, segments: manifest.segments }];
    cutAt = manifest.chain.offset;
  }

  async function remove(leftOut: readonly LeftOutSnapshot[]): Promise<void> {
    const kept = new Set(newest().map(({ name }) => name));
    const files = leftOut.flatMap(({ name, manifest }) => [name, ...manifest.segments.map((segment) => segment.name)]);
    try {
      await store.remove(
        place,
        files.filter((name) => !kept.has(name)),
      );
    } catch (cause) {
      trouble('snapshots of another log cannot be removed; the next start tries again', cause);
    }
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
    remove,
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
