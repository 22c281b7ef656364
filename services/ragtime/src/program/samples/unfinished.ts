import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '@ragtime/runtime';

/**
 * Word of the samples that are still to be read, left beside the data: it is there before the first key is, so that a start that
 * was killed on the way is gone on with by the next, and it goes when all is done, so that nobody gets back what they removed.
 */
const fileOf = (folder: string): string => join(folder, 'samples.unfinished');

export const noteUnfinished = async (folder: string): Promise<void> => await writeFile(fileOf(folder), '', { flush: true });

export const isUnfinished = async (folder: string): Promise<boolean> => await exists(fileOf(folder));

export const noteFinished = async (folder: string): Promise<void> => await rm(fileOf(folder), { force: true });
