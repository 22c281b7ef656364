import type { ValueKind } from './values.ts';

export interface Setting<Value> extends ValueKind<Value> {
  /** The name in the environment. In a file or a database the value has the setting's name in the table. */
  readonly variable: string;
  /** As it would be written in the environment; undefined when there is none. */
  readonly default: string | undefined;
  /** What the setting does, and why an operator would change it. */
  readonly reason: string;
  readonly isSecret: boolean;
  /** True for a setting of the whole installation that no process needs before it has reached the database: the database may hold it. */
  readonly isShared: boolean;
}

/** A program's settings, by the names that files and databases use. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** Describes one setting. */
export function setting<Value, Default extends string | undefined>(
  variable: string,
  kind: ValueKind<Value>,
  rest: { readonly default: Default; readonly reason: string; readonly isSecret?: true; readonly isShared?: true },
): Setting<Value> & { readonly default: Default } {
  return {
    ...kind,
    variable,
    default: rest.default,
    reason: rest.reason,
    isSecret: rest.isSecret ?? false,
    isShared: rest.isShared ?? false,
  };
}
