import { type Block, BlockSchema } from '@ragtime/parsing/block';
import { decodeJsonLines, encodeJsonLines } from './json-lines.ts';

/** Encodes what the parser read of one window. It is kept for the next run, so that other settings need no second parse. */
export const encodeBlocks = (blocks: readonly Block[]): Promise<Uint8Array> => encodeJsonLines(blocks);

/** @throws ArtifactInvalid */
export const decodeBlocks = (bytes: Uint8Array): Promise<readonly Block[]> => decodeJsonLines(BlockSchema, bytes);
