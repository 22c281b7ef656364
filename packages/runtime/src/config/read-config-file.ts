import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { ConfigInvalid, type LoadedConfig, loadConfig } from './load-config.ts';
import type { Settings } from './setting.ts';

const filesByDefault = ['ragtime.config.json', 'ragtime.config.yaml', 'ragtime.config.yml'];

/**
 * Reads the configuration of a program. Each value comes from the first of these sources that has it: the environment; the file that
 * `RAGTIME_CONFIG` names; the installation's database; the default. Without `RAGTIME_CONFIG` the file is `ragtime.config.json`,
 * `ragtime.config.yaml` or `ragtime.config.yml` in the working folder, and may be missing. A file whose name ends with `.yaml` or `.yml` is YAML.
 *
 * @throws ConfigInvalid
 */
export function readConfig<Table extends Settings>(
  settings: Table,
  environment: Readonly<Record<string, string | undefined>>,
  database: Readonly<Record<string, string>> = {},
): LoadedConfig<Table> {
  const named = environment['RAGTIME_CONFIG'] || undefined;
  const file = named === undefined ? readOneOf(filesByDefault) : readFile(resolve(named), true);
  return loadConfig(settings, { environment, database, ...(file === undefined ? {} : { file }) });
}

/** Of two files, one would be changed in vain. */
function readOneOf(names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const found = names.flatMap((name) => {
    const file = readFile(resolve(name), false);
    return file === undefined ? [] : [{ name, file }];
  });
  if (found.length > 1)
    throw new ConfigInvalid([`there are several configuration files, ${found.map(({ name }) => name).join(' and ')}: keep one`]);
  return found[0]?.file;
}

function readFile(path: string, isNeeded: boolean): Readonly<Record<string, unknown>> | undefined {
  const isYaml = /\.ya?ml$/i.test(path);
  try {
    const text = readFileSync(path, 'utf8');
    return z.record(z.string(), z.unknown()).parse(isYaml ? parseYaml(text) : JSON.parse(text));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && !isNeeded) return undefined;
    const why = isMissing
      ? 'is not there'
      : cause instanceof z.ZodError || cause instanceof SyntaxError || cause instanceof YAMLParseError
        ? `is not a ${isYaml ? 'map in YAML' : 'JSON object'}`
        : 'cannot be read';
    throw new ConfigInvalid([`the configuration file ${path} ${why}`]);
  }
}
