import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigInvalid, type LoadedConfig, loadConfig } from './load-config.ts';
import type { Settings } from './setting.ts';

const fileByDefault = 'ragtime.config.json';

/**
 * Reads the configuration of a program. Each value comes from the first of these sources that has it: the environment; the file that
 * `RAGTIME_CONFIG` names; the installation's database; the default. Without `RAGTIME_CONFIG` the file is `ragtime.config.json` in the working
 * folder, and may be missing.
 *
 * @throws ConfigInvalid
 */
export function readConfig<Table extends Settings>(
  settings: Table,
  environment: Readonly<Record<string, string | undefined>>,
  database: Readonly<Record<string, string>> = {},
): LoadedConfig<Table> {
  const named = environment['RAGTIME_CONFIG'] || undefined;
  const file = readFile(resolve(named ?? fileByDefault), named !== undefined);
  return loadConfig(settings, { environment, database, ...(file === undefined ? {} : { file }) });
}

function readFile(path: string, isNeeded: boolean): Readonly<Record<string, unknown>> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && !isNeeded) return undefined;
    const why = isMissing
      ? 'is not there'
      : cause instanceof z.ZodError || cause instanceof SyntaxError
        ? 'is not a JSON object'
        : 'cannot be read';
    throw new ConfigInvalid([`the configuration file ${path} ${why}`]);
  }
}
