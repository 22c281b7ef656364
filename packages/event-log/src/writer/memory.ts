import { hash } from 'node:crypto';
import type { Offset } from '../port/log.ts';
import type { RememberedHour } from '../snapshot/changes.ts';

/** Finds the first event of commands that were accepted lately. Hashes may collide, so the record itself decides. */
export interface CommandMemory {
  readonly size: number;
  /** Offsets of commands that may have this id, newest first. */
  candidates(commandId: string): readonly Offset[];
  remember(commandId: string, offset: Offset, atMs: number): void;
  /** The commands whose first event lies at `from` or later, by hour, for snapshots. */
  since(from: Offset): readonly RememberedHour[];
  /** Restores an entry that `since` returned. */
  restore(hour: number, high: number, low: number, offset: Offset): void;
  /** Forgets by record time, never by a clock, so that two folds of one log remember the same. */
  forgetBefore(atMs: number): void;
  /** Every entry as hash (16 hexadecimal digits), offset and hour, sorted, for digests. */
  entries(): readonly string[];
}

/** The first hour that is still remembered at this record time. */
export const firstHourAt = (atMs: number): number => Math.ceil((atMs - rememberedMs) / hourMs);

/** The shortest time for which a command is remembered, in record time. It may be one hour longer, because whole hours are forgotten. */
export const rememberedMs = 24 * 60 * 60 * 1_000;
const hourMs = 60 * 60 * 1_000;

/**
 * One open-addressed table of typed arrays for each hour of record time: 16 bytes per slot, 32 at half load. A Map of ids costs five times as much.
 */
export function createCommandMemory(): CommandMemory {
  const hours = new Map<number, HourTable>();
  let size = 0;

  function add(hour: number, high: number, low: number, offset: Offset): void {
    const table = hours.get(hour) ?? createHourTable();
    hours.set(hour, table);
    table.add(high, low, offset);
    size += 1;
  }

  return {
    get size() {
      return size;
    },
    candidates(commandId) {
      const [high, low] = hashOf(commandId);
      const found: Offset[] = [];
      for (const table of hours.values()) table.find(high, low, found);
      return found.sort((one, other) => other - one);
    },
    remember(commandId, offset, atMs) {
      const [high, low] = hashOf(commandId);
      add(Math.floor(atMs / hourMs), high, low, offset);
    },
    since(from) {
      const found: RememberedHour[] = [];
      for (const [hour, table] of hours) {
        if (table.newest < from) continue;
        const commands: number[] = [];
        table.each((high, low, offset) => void (offset >= from && commands.push(high, low, offset)));
        found.push({ hour, commands });
      }
      return found;
    },
    restore: add,
    forgetBefore(atMs) {
      for (const [hour, table] of hours) {
        if ((hour + 1) * hourMs > atMs) continue;
        hours.delete(hour);
        size -= table.size;
      }
    },
    entries() {
      const all: string[] = [];
      for (const [hour, table] of hours) table.each((high, low, offset) => all.push(`${hex(high)}${hex(low)} ${offset} ${hour}`));
      return all.sort();
    },
  };
}

interface HourTable {
  readonly size: number;
  /** The highest offset in it. */
  readonly newest: Offset;
  find(high: number, low: number, found: Offset[]): void;
  add(high: number, low: number, offset: Offset): void;
  each(visit: (high: number, low: number, offset: Offset) => void): void;
}

function createHourTable(): HourTable {
  let slots = 64; // a power of two
  let size = 0;
  let newest = -1;
  let hashes = new Uint32Array(slots * 2);
  let offsets = new Float64Array(slots).fill(-1);

  function place(high: number, low: number, offset: Offset): void {
    let slot = low & (slots - 1);
    while ((offsets[slot] ?? 0) >= 0) slot = (slot + 1) & (slots - 1);
    hashes[slot * 2] = high;
    hashes[slot * 2 + 1] = low;
    offsets[slot] = offset;
  }

  function each(visit: (high: number, low: number, offset: Offset) => void): void {
    for (let slot = 0; slot < slots; slot += 1) {
      const offset = offsets[slot] ?? -1;
      if (offset >= 0) visit(hashes[slot * 2] ?? 0, hashes[slot * 2 + 1] ?? 0, offset);
    }
  }

  function grow(): void {
    const full: [number, number, Offset][] = [];
    each((high, low, offset) => full.push([high, low, offset]));
    slots *= 2;
    hashes = new Uint32Array(slots * 2);
    offsets = new Float64Array(slots).fill(-1);
    for (const [high, low, offset] of full) place(high, low, offset);
  }

  return {
    get size() {
      return size;
    },
    get newest() {
      return newest;
    },
    find(high, low, found) {
      for (let slot = low & (slots - 1); (offsets[slot] ?? -1) >= 0; slot = (slot + 1) & (slots - 1)) {
        if (hashes[slot * 2] === high && hashes[slot * 2 + 1] === low) found.push(offsets[slot] ?? -1);
      }
    },
    add(high, low, offset) {
      if (size * 2 >= slots) grow();
      place(high, low, offset);
      size += 1;
      newest = Math.max(newest, offset);
    },
    each,
  };
}

function hashOf(commandId: string): readonly [high: number, low: number] {
  const digest = hash('sha256', commandId, 'buffer');
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');
