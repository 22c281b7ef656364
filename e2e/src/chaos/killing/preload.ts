/**
 * Loaded before the program (`node --import`). If the parent asks for it, the process kills itself in the middle of a named moment.
 * The product does not know of it: calls are wrapped while the sources are loaded.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { armedFile, diedFile } from './armed.ts';
import { moments, type Place } from './moments.ts';
import { wrapped } from './wrapped.ts';

declare global {
  var chaosInside: (moment: string, run: () => Promise<unknown>) => Promise<unknown>;
}

const folder = process.env['CHAOS_FOLDER'] ?? '';
const { random, timers, clock } = realMachine;
/** How long the last call of each moment took. */
const lastMs = new Map<string, number>();

function isArmed(moment: string): boolean {
  try {
    return readFileSync(join(folder, armedFile), 'utf8') === moment;
  } catch {
    return false;
  }
}

function die(moment: string): void {
  writeFileSync(join(folder, diedFile), moment);
  process.kill(process.pid, 'SIGKILL');
}

globalThis.chaosInside = async (moment, run) => {
  if (random.next() > 0.3 || !isArmed(moment)) return await timed(moment, run);
  const delayMs = random.next() * (lastMs.get(moment) ?? 4);
  // A timer is never early, and a short call ends before its timer: kill right after the beginning of a short call.
  if (delayMs < 2) {
    const running = run();
    die(moment);
    return await running;
  }
  const timer = timers.after(delayMs, () => die(moment));
  try {
    return await timed(moment, run);
  } finally {
    timer.cancel();
  }
};

async function timed(moment: string, run: () => Promise<unknown>): Promise<unknown> {
  const from = clock.monotonicMs();
  try {
    return await run();
  } finally {
    lastMs.set(moment, clock.monotonicMs() - from);
  }
}

const places = Object.entries<readonly Place[]>(moments).flatMap(([moment, of]) => of.map((place) => ({ moment, ...place })));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const place = places.find(({ file }) => url.endsWith(file));
    if (place === undefined || loaded.source === undefined || loaded.source === null) return loaded;
    const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: wrapped(source, place.head, place.moment) };
  },
});
