/** What a client asks for. Numbers name documents and datasets of the schedule. */
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
      /** Sent without a key: then nothing is repeated. */
      readonly keyless: boolean;
      readonly ifVersion: number | undefined;
      /** Asks once more with the same key, although it was told. */
      readonly again: boolean;
    }
  /** Somebody searches, and what is shown is compared with what the log says. */
  | { readonly kind: 'search'; readonly node: number }
  /** A process manager that went back to an old checkpoint: it sends again what it sent before. */
  | { readonly kind: 'manager'; readonly node: number; readonly from: number; readonly commands: number }
  /** The process ends at its so many-th request to anything outside itself from now on, before it is made or before its answer is heard. */
  | { readonly kind: 'crash'; readonly node: number; readonly afterCalls: number; readonly downMs: number }
  /** The process stands still, hears nothing, and goes on as if no time had passed. */
  | { readonly kind: 'pause'; readonly node: number; readonly forMs: number }
  | { readonly kind: 'clock-jump'; readonly node: number; readonly byMs: number }
  /** The map names another owner, and the one before goes on believing for so long. */
  | { readonly kind: 'move'; readonly partition: number; readonly node: number; readonly bothForMs: number }
  /** An old record whose stamp is made to fit, one without a stamp, or offsets that no reader is shown. */
  | { readonly kind: 'stranger'; readonly partition: number; readonly brings: 'forgery' | 'nonsense' | 'holes' }
  /** The log loses its end, as after a power cut under one copy. */
  | { readonly kind: 'cut'; readonly partition: number; readonly from: number | 'behind-what-counts' }
  /** The index writes again something that it was given long ago. */
  | { readonly kind: 'late-write' }
  | { readonly kind: 'sweep'; readonly node: number }
);

/** How often what goes wrong by itself, in percent. */
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
