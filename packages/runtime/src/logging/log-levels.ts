import type { Logger, LogLevel } from './logger.ts';

/** Loggers of the parts of a process, each with a level that can be changed while it runs. */
export interface LogLevels {
  /** Returns the same logger for the same part. Its lines name the part. */
  of(part: string): Logger;
  /** The levels of all parts that have a logger by now, sorted by name. */
  current(): readonly { readonly part: string; readonly level: string }[];
  /** @returns false when no part has this name. */
  set(part: string, level: LogLevel): boolean;
}

export function createLogLevels(base: Logger): LogLevels {
  const parts = new Map<string, Logger>();
  return {
    of(part) {
      const known = parts.get(part) ?? base.child({ part });
      parts.set(part, known);
      return known;
    },
    current: () => [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([part, { level }]) => ({ part, level })),
    set(part, level) {
      const logger = parts.get(part);
      if (logger !== undefined) logger.level = level;
      return logger !== undefined;
    },
  };
}
