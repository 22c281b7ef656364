import type { ChunkMethodName, ChunkSettings } from '@ragtime/domain';
import type { Block } from '../block.ts';
import type { Chunk } from './chunk.ts';
import { general } from './general/index.ts';

/** A chunk method. It is pure: the same blocks and settings give the same chunks. */
type Method<Name extends ChunkMethodName> = (blocks: readonly Block[], settings: ChunkSettings<Name>) => readonly Chunk[];

const methods: { readonly [Name in ChunkMethodName]: Method<Name> } = { general };

/** Cuts a document in passages. Pure. Pass all blocks of a document at once, because a call does not know the blocks of another call. */
export function chunk(blocks: readonly Block[], settings: ChunkSettings): readonly Chunk[] {
  return methodOf(settings.method)(blocks, settings);
}

/** The name in the settings is the key of the table. So the function takes these settings, which the compiler cannot see. */
const methodOf = (name: ChunkMethodName) => methods[name] as Method<ChunkMethodName>;
