import type { SearchIndex } from './search-index.ts';

export interface IndexGenerationOf {
  readonly generation: number;
  readonly index: SearchIndex;
}

/** An index that can be filled anew beside the one that answers. Switching to it and back takes effect between two requests. */
export interface SwitchableIndex extends SearchIndex {
  /** What this start found: `kept` entries, `new` when there was no index, `replaced` when it had another model or shape. */
  readonly origin: 'kept' | 'new' | 'replaced';
  generation(): number;
  /** The index that answers now. It does not follow a switch. */
  current(): SearchIndex;
  /** Begins an empty index beside this one. It answers no requests. There is one at a time: an earlier unfinished one is dropped. */
  begin(): Promise<IndexGenerationOf>;
  /** From the next statement on, that index answers, and the one before becomes the previous. An older previous one is dropped. */
  switchTo(generation: number): Promise<void>;
  /** The index that answered before the last switch. */
  previous(): Promise<IndexGenerationOf | undefined>;
  drop(generation: number): Promise<void>;
  /** Whether a rebuild would make it faster: it has outgrown its design, or many of its entries are deleted. */
  wantsRebuild(): Promise<boolean>;
}
