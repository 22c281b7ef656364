import type { SearchIndex } from './search-index.ts';

export interface IndexGenerationOf {
  readonly generation: number;
  readonly index: SearchIndex;
}

/** An index that can be filled anew beside the one that answers, and switched to and back from one request to the next. */
export interface SwitchableIndex extends SearchIndex {
  /** What this start found: `kept` entries, or none, because there was no index or one of another model or shape. */
  readonly origin: 'kept' | 'new' | 'replaced';
  generation(): number;
  /** The one that answers now, and this one only: it does not follow a switch. */
  current(): SearchIndex;
  /** An empty index beside this one, which nobody asks. One at a time: what was begun before is dropped. */
  begin(): Promise<IndexGenerationOf>;
  /** From the next statement on that one answers, and the one that did is the previous; the previous before it is dropped. */
  switchTo(generation: number): Promise<void>;
  /** The one that answered before the last switch. */
  previous(): Promise<IndexGenerationOf | undefined>;
  drop(generation: number): Promise<void>;
  /** Filled anew it would answer faster: it has grown beyond what it was made for, or much of what lies in it is deleted. */
  wantsRebuild(): Promise<boolean>;
}
