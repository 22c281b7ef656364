/** The part of `process` that is needed here. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

export interface SignalHandling {
  readonly process: SignalSource;
  /** Begins the orderly end. */
  readonly onFirst: (signal: 'SIGINT' | 'SIGTERM') => void;
  /** Somebody does not want to wait for it. */
  readonly onFurther: () => void;
}

/** Ctrl-C and a service manager's stop mean the same: once for an orderly end, twice for one at once. */
export function onStopSignals({ process, onFirst, onFurther }: SignalHandling): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return onFurther();
      isStopping = true;
      onFirst(signal);
    });
  }
}
