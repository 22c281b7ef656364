const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof stopSignals)[number];

/** The part of `process` that this module needs. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
}

export interface SignalHandling {
  readonly process: SignalSource;
  /** Begins the orderly end. */
  readonly onFirst: (signal: StopSignal) => void;
  /** The user does not want to wait for the orderly end. */
  readonly onFurther: () => void;
}

/** Ctrl-C, the stop of a service manager and a closed terminal mean the same: the first asks for an orderly end, the second for an end at once. */
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
