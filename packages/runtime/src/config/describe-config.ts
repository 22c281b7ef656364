import type { LoadedConfig, Source } from './load-config.ts';
import type { Settings } from './setting.ts';

export interface ConfigRow {
  readonly name: string;
  readonly variable: string;
  /** As text. A secret shows only that it is set. */
  readonly value: string | undefined;
  readonly source: Source;
  readonly unit: string | undefined;
  readonly default: string | undefined;
  readonly bound: string;
  readonly reason: string;
}

/** Lists every setting with its value and its source. It shows no secret, so anyone may read it. */
export function describeConfig<Table extends Settings>(settings: Table, { config, sources }: LoadedConfig<Table>): readonly ConfigRow[] {
  return Object.entries(settings).map(([name, { variable, unit, bound, reason, default: byDefault, isSecret }]) => {
    const value = shown(config[name]);
    const masked = isSecret && value !== undefined ? '********' : value;
    return { name, variable, unit, bound, reason, default: byDefault, value: masked, source: sources[name as keyof Table] };
  });
}

/** A value as text, as it would be written in the environment. */
function shown(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value);
}
