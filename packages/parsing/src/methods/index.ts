import type { ChunkMethodName, ChunkSettings } from '@ragtime/domain';
import type { Block } from '../block.ts';
import type { Chunk } from './chunk.ts';
import { general } from './general/index.ts';

/** One chunk method: pure, and the same chunks for the same blocks and settings. */
type Method<Name extends ChunkMethodName> = (blocks: readonly Block[], settings: ChunkSettings<Name>) => readonly Chunk[];

const methods: { readonly [Name in ChunkMethodName]: Method<Name> } = { general };

/** Cuts a document in passages. Pure. Give it all blocks of a document at once: chunks do not know of blocks of another call. */
export function chunk(blocks: readonly Block[], settings: ChunkSettings): readonly Chunk[] {
  return methodOf(settings.method)(blocks, settings);
}

/** The table is keyed by the name that the settings carry: its function takes these settings, which the compiler cannot see. */
const methodOf = (name: ChunkMethodName) => methods[name] as Method<ChunkMethodName>;
