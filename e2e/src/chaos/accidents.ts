import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@ragtime/domain';
import type { Random } from '@ragtime/runtime';
import { cutLog } from '../support/cut-log.ts';
import { type Program, spawnProgram } from '../support/program.ts';

/** What happens to the log of a program that is stopped. The records are lost for good, with everything that was promised about them. */
export const accidents = ['cut tail', 'older log'] as const;
export type Accident = (typeof accidents)[number];

const logOf = (folder: string): string => join(folder, 'log');

/** A copy of the log of a program that is stopped. */
export async function keepLog(folder: string, copy: string): Promise<void> {
  await rm(copy, { recursive: true, force: true });
  await cp(logOf(folder), copy, { recursive: true });
}

/** @param older a copy that was made before. */
export async function strike(accident: Accident, folder: string, older: string, random: Random): Promise<void> {
  if (accident === 'cut tail') {
    for (const topic of [topics.documentEvents, topics.tenantEvents])
      cutLog(folder, topic, (records) => Math.max(1, records - Math.floor(random.next() * 12)));
    return;
  }
  await rm(logOf(folder), { recursive: true });
  await cp(older, logOf(folder), { recursive: true });
}

/** The start must be refused, and say which word an operator has. @returns what is wrong */
export async function refusal(program: Program, environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { folder } = program;
  const before = (await readFile(`${folder}.log`, 'utf8')).length;
  const refused = await spawnProgram({ folder, environment });
  await refused.exited;
  const output = (await readFile(`${folder}.log`, 'utf8')).slice(before);
  const isRefused = refused.process.exitCode === 1 && output.includes('serve --refold');
  return isRefused ? [] : [`a log that lost records was not refused: the program ended with ${refused.process.exitCode}`];
}
