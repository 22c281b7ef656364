import type { ScheduleResult } from './run-schedule.ts';

/** What a thread is started with. */
export interface ThreadData {
  /** Of a plant; undefined: the product as it is. */
  readonly plant: string | undefined;
}

/** To a thread: run this one next. From it, once when it is ready, and then one a schedule. */
export interface ToThread {
  readonly seed: number;
}
export type FromThread = { readonly kind: 'ready' } | { readonly kind: 'ran'; readonly result: ScheduleResult };
