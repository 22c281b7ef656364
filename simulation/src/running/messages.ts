import type { ScheduleResult } from './run-schedule.ts';

/** The start data of a thread. */
export interface ThreadData {
  /** The name of a plant; undefined: the unchanged product. */
  readonly plant: string | undefined;
}

/** To a thread: run this one next. From it, once when it is ready, and then one a schedule. */
export interface ToThread {
  readonly seed: number;
}
export type FromThread = { readonly kind: 'ready' } | { readonly kind: 'ran'; readonly result: ScheduleResult };
