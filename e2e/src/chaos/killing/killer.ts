import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Random, realMachine } from '@ragtime/runtime';
import type { Program } from '../../support/program.ts';
import { armedFile, diedFile } from './armed.ts';
import { isMoment, type Moment, moments } from './moments.ts';

const { timers } = realMachine;
const preload = fileURLToPath(new URL('./preload.ts', import.meta.url));
/** A moment that does not come is not waited for any longer. */
const momentWithinMs = 20_000;

export type Aim = Moment | 'anywhere';

export const aims: readonly Aim[] = ['anywhere', ...(Object.keys(moments) as Moment[])];

export interface Killer {
  /** For the program that shall be killed. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the program with SIGKILL at a moment of its own choosing. @returns in the middle of what: not always what was aimed at. */
  kill(program: Program, aim: Aim, beforeKill: () => Promise<void>): Promise<Aim>;
}

/** @param folder of its own, that is there. */
export function createKiller(folder: string, random: Random): Killer {
  const armed = join(folder, armedFile);
  const died = join(folder, diedFile);
  return {
    // Snapshots so often that one can be met, and that most starts begin with one.
    environment: { CHAOS_FOLDER: folder, NODE_OPTIONS: `--import=${preload}`, RAGTIME_SNAPSHOT_RECORDS: '100' },
    async kill(program, aim, beforeKill) {
      await timers.sleep(150 + random.next() ** 2 * 3_000);
      await beforeKill();
      if (aim !== 'anywhere') {
        await writeFile(armed, aim);
        const giveUp = new AbortController();
        await Promise.race([program.exited, timers.sleep(momentWithinMs, giveUp.signal).catch(() => undefined)]);
        giveUp.abort();
      }
      await program.kill();
      const met = await readFile(died, 'utf8').catch(() => '');
      await Promise.all([armed, died].map((file) => rm(file, { force: true })));
      return isMoment(met) ? met : 'anywhere';
    },
  };
}
