import type { Block } from '../block.ts';
import type { Chunk, ChunkSettings } from './chunk.ts';
import { general } from './general/index.ts';

/** One chunk method: pure, and the same chunks for the same blocks and settings. */
export type Method = (blocks: readonly Block[], settings: ChunkSettings) => readonly Chunk[];

/** To add one: a folder beside `general`, its name in `ChunkSettings`, a line here. */
const methods: Readonly<Record<ChunkSettings['method'], Method>> = { general };

/** Cuts a document in passages. Pure. Give it all blocks of a document at once: chunks do not know of blocks of another call. */
export function chunk(blocks: readonly Block[], settings: ChunkSettings): readonly Chunk[] {
  return methods[settings.method](blocks, settings);
}

export const defaultDelimiters: readonly string[] = ['\n\n', '\n', '. ', '! ', '? ', '; '];
