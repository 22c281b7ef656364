import type { Setting, Settings } from './setting.ts';

export type Source = 'environment' | 'file' | 'database' | 'default';

/** Values before they are checked. The environment is read by variable, the other sources by the setting's name. */
export interface ConfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file?: Readonly<Record<string, unknown>>;
  /** Only shared settings are taken from here. */
  readonly database?: Readonly<Record<string, unknown>>;
}

type ValueOf<Described> =
  Described extends Setting<infer Value> ? (Described['default'] extends string ? Value : Value | undefined) : never;

/** The values of a table of settings. A setting without a default is undefined when no source gives it. */
export type ConfigOf<Table extends Settings> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

export interface LoadedConfig<Table extends Settings> {
  readonly config: ConfigOf<Table>;
  readonly sources: { readonly [Name in keyof Table]: Source };
  /** Names in one of the sources that no setting has. They are most likely misspelt. */
  readonly unknown: readonly string[];
}

/** Lists what is wrong, one sentence for each value. Each sentence begins with the variable. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
  readonly code = 'config-invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Takes each value from the first source that has it: environment, file, database, default. An empty variable counts as none.
 *
 * @throws ConfigInvalid with every wrong value, not only the first.
 */
export function loadConfig<Table extends Settings>(settings: Table, given: ConfigSources): LoadedConfig<Table> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const { value, source } = find(name, setting, given);
    sources[name] = source;
    if (value === undefined) continue;
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(problemOf(name, setting, value, source));
  }
  if (problems.length > 0) throw new ConfigInvalid(problems);
  return { config: values as ConfigOf<Table>, sources: sources as Record<keyof Table, Source>, unknown: unknownIn(settings, given) };
}

interface Found {
  readonly value: unknown;
  readonly source: Source;
}

function find(
  name: string,
  { variable, isShared, default: byDefault }: Setting<unknown>,
  { environment, file, database }: ConfigSources,
): Found {
  const candidates: readonly Found[] = [
    { value: environment[variable] === '' ? undefined : environment[variable], source: 'environment' },
    { value: file?.[name], source: 'file' },
    { value: isShared ? database?.[name] : undefined, source: 'database' },
  ];
  return candidates.find(({ value }) => value !== undefined) ?? { value: byDefault, source: 'default' };
}

function problemOf(name: string, { variable, bound, isSecret }: Setting<unknown>, value: unknown, source: Source): string {
  const where = source === 'environment' ? variable : `${name} (from the ${source})`;
  return `${where} must be ${bound}${isSecret ? '' : `, not ${JSON.stringify(value)}`}`;
}

function unknownIn(settings: Settings, { environment, file = {}, database = {} }: ConfigSources): readonly string[] {
  const variables = new Set(['RAGTIME_CONFIG', ...Object.values(settings).map(({ variable }) => variable)]);
  const misspelt = Object.keys(environment).filter((name) => name.startsWith('RAGTIME_') && !variables.has(name));
  return [...misspelt, ...[...Object.keys(file), ...Object.keys(database)].filter((name) => !Object.hasOwn(settings, name))];
}
