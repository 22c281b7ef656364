import { type Plant, plants } from '../plants/plants.ts';
import { runMany } from './run-many.ts';

export interface Found {
  readonly plant: string;
  /** Schedules that ran until one failed; undefined: none failed. */
  readonly schedules: number | undefined;
  /** The first promise that was broken. */
  readonly violation: string | undefined;
}

export interface ProveOptions {
  readonly schedules: number;
  readonly firstSeed: number;
  readonly threads: number;
  readonly say: (line: string) => void;
}

/** Runs until the bug is found, or until so many schedules have run. */
export async function findPlant({ name }: Plant, { schedules, firstSeed, threads }: Omit<ProveOptions, 'say'>): Promise<Found> {
  let ran = 0;
  let violation: string | undefined;
  await runMany({
    schedules,
    firstSeed,
    threads,
    plant: name,
    onResult(result) {
      ran += 1;
      violation = result.violations[0];
      return violation === undefined ? 'go-on' : 'enough';
    },
  });
  return { plant: name, violation, schedules: violation === undefined ? undefined : ran };
}

/** Every planted bug must be found. Reports how many schedules each took. */
export async function prove(options: ProveOptions): Promise<boolean> {
  const { say } = options;
  say('| planted bug | schedules until it was found | what was broken first |\n|---|---|---|');
  let missed = 0;
  for (const plant of plants) {
    const { schedules, violation } = await findPlant(plant, options);
    if (schedules === undefined) missed += 1;
    say(`| ${plant.name} | ${schedules ?? `not within ${options.schedules}`} | ${violation?.slice(0, 120) ?? ''} |`);
  }
  say(missed === 0 ? `\nsimulate: all ${plants.length} planted bugs were found` : `\nsimulate: ${missed} planted bugs were not found`);
  return missed === 0;
}
