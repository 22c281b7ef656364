import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Random, realMachine } from '@ragtime/runtime';
import type { Program } from '../../support/program.ts';
import { armedFile, diedFile } from './armed.ts';
import { isMoment, type Moment, moments } from './moments.ts';

const { timers } = realMachine;
const preload = fileURLToPath(new URL('./preload.ts', import.meta.url));
/** The killer waits no longer than this for a moment. */
const momentWithinMs = 20_000;

export type Aim = Moment | 'anywhere';

export const aims: readonly Aim[] = ['anywhere', ...(Object.keys(moments) as Moment[])];

export interface Killer {
  /** Node options for the program that will be killed. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the program with SIGKILL at a moment that the killer chooses. @returns the moment that it hit, which may differ from the chosen one. */
  kill(program: Program, aim: Aim, beforeKill: () => Promise<void>): Promise<Aim>;
}

/** @param folder an existing folder that only the killer uses. */
export function createKiller(folder: string, random: Random): Killer {
  const armed = join(folder, armedFile);
  const died = join(folder, diedFile);
  return {
    // Snapshots are frequent, so that a kill can hit one and most starts begin with one.
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
