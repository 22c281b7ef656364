const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof stopSignals)[number];

/** The part of `process` that is needed here. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
}

export interface SignalHandling {
  readonly process: SignalSource;
  /** Begins the orderly end. */
  readonly onFirst: (signal: StopSignal) => void;
  /** Somebody does not want to wait for it. */
  readonly onFurther: () => void;
}

/** Ctrl-C, a service manager's stop and a terminal that is closed mean the same: once for an orderly end, twice for one at once. */
export function onStopSignals({ process, onFirst, onFurther }: SignalHandling): void {
  let isStopping = false;
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (isStopping) return onFurther();
      isStopping = true;
      onFirst(signal);
    });
  }
}
