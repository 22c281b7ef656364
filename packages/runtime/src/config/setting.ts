import type { ValueKind } from './values.ts';

export interface Setting<Value> extends ValueKind<Value> {
  /** In the environment. In a file or database the value goes by its name in the table. */
  readonly variable: string;
  /** As it would be written in the environment; undefined where there is none. */
  readonly default: string | undefined;
  /** Why somebody would change it, and what it does. */
  readonly reason: string;
  readonly isSecret: boolean;
  /** Of the whole installation, and needed by no process before it has reached the database: it may stand there. */
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
