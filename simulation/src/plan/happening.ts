/** A client's request. Numbers name documents and datasets of the schedule. */
export type Wish =
  | {
      readonly kind: 'upload' | 'parse' | 'cancel' | 'delete' | 'rename' | 'disable' | 'enable' | 'type-in' | 'revise';
      readonly document: number;
      readonly dataset: number;
    }
  | { readonly kind: 'close' | 'describe' | 'create-dataset' | 'rename-dataset'; readonly dataset: number; readonly document?: undefined };

/** One thing that happens in a schedule, at a time of its own. Data alone, so that a schedule can be shortened and printed. */
export type Happening = { readonly atMs: number } & (
  | {
      readonly kind: 'command';
      readonly client: number;
      /** The node that the client speaks to first. */
      readonly node: number;
      readonly wish: Wish;
      /** Sent without a key: the client does not repeat it. */
      readonly keyless: boolean;
      readonly ifVersion: number | undefined;
      /** Asks once more with the same key, although it has the answer. */
      readonly again: boolean;
    }
  /** A user searches, and the hits are compared with the log. */
  | { readonly kind: 'search'; readonly node: number }
  /** A process manager is restored from an old checkpoint: it sends its earlier commands again. */
  | { readonly kind: 'manager'; readonly node: number; readonly from: number; readonly commands: number }
  /** The process ends at its n-th request to the outside from now on: before the request is made, or before its answer arrives. */
  | { readonly kind: 'crash'; readonly node: number; readonly afterCalls: number; readonly downMs: number }
  /** The process pauses, hears nothing, and goes on as if no time had passed. */
  | { readonly kind: 'pause'; readonly node: number; readonly forMs: number }
  /** A time service or a person sets the clock, and sets it right again after a while. */
  | { readonly kind: 'clock-jump'; readonly node: number; readonly byMs: number; readonly forMs: number }
  /** The map names another owner, and the previous one still believes for this long that it is the owner. */
  | { readonly kind: 'move'; readonly partition: number; readonly node: number; readonly bothForMs: number }
  /** An old record whose stamp is made to fit, one without a stamp, or offsets that no reader is shown. */
  | { readonly kind: 'stranger'; readonly partition: number; readonly brings: 'forgery' | 'nonsense' | 'holes' }
  /** The log loses its end, as after a power cut under one copy; in all partitions, as when an older log is put back. */
  | { readonly kind: 'cut'; readonly partition: number | 'all'; readonly from: number | 'behind-what-counts' }
  /** The index repeats an old write. */
  | { readonly kind: 'late-write' }
  | { readonly kind: 'sweep'; readonly node: number }
);

/** How often each fault strikes by itself, in percent. */
export interface Weather {
  readonly log: number;
  readonly signals: number;
  readonly transport: number;
  readonly stores: number;
}

export interface Plan {
  readonly seed: number;
  readonly nodes: number;
  readonly proof: 'barrier' | 'end-offset';
  readonly weather: Weather;
  /** In the order of their times. */
  readonly happenings: readonly Happening[];
}
