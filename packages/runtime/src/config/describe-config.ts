import type { LoadedConfig, Source } from './load-config.ts';
import { type Setting, settings } from './settings.ts';

export interface ConfigRow {
  readonly name: string;
  readonly variable: string;
  /** As text; a secret shows only that it is there. */
  readonly value: string | undefined;
  readonly source: Source;
  readonly unit: string | undefined;
  readonly default: string | undefined;
  readonly bound: string;
  readonly reason: string;
}

/** Every setting with its value and where that came from, fit to be shown to anybody. */
export function describeConfig({ config, sources }: LoadedConfig): readonly ConfigRow[] {
  return Object.entries<Setting<unknown>>(settings).map(([name, { variable, unit, bound, reason, default: byDefault, isSecret }]) => {
    const value = shown(config[name as keyof typeof config]);
    return {
      ...{ name, variable, unit, bound, reason, default: byDefault },
      value: isSecret && value !== undefined ? '********' : value,
      source: sources[name as keyof typeof sources],
    };
  });
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(',') : String(value);
}
