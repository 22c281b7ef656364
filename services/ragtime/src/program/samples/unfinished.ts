import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '@ragtime/runtime';

/**
 * A file beside the data says that the samples are still to be read. It exists before the first key does, so that the next start goes on after a
 * start that was killed. It is removed when all samples are read, so that samples which a user deleted do not come back.
 */
const fileOf = (folder: string): string => join(folder, 'samples.unfinished');

export const noteUnfinished = async (folder: string): Promise<void> => await writeFile(fileOf(folder), '', { flush: true });

export const isUnfinished = async (folder: string): Promise<boolean> => await exists(fileOf(folder));

export const noteFinished = async (folder: string): Promise<void> => await rm(fileOf(folder), { force: true });
