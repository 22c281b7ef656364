import type { LoadedConfig, Source } from './load-config.ts';
import type { Setting } from './setting.ts';
import { type Config, type SettingName, settings } from './settings.ts';

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
    const masked = isSecret && value !== undefined ? '********' : value;
    return { name, variable, unit, bound, reason, default: byDefault, value: masked, source: sources[name as keyof typeof sources] };
  });
}

function shown(value: Config[SettingName]): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? `${value}` : value.join(',');
}
