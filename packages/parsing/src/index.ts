export type { Block, Box, HeadingBlock, Place, TableBlock, TextBlock } from './block.ts';
export { codeVersion } from './code-version.ts';
export { ParseFailure, type ParseFailureCode, parseFailureCodes } from './failure.ts';
export { createInProcessParser } from './in-process.ts';
export type { Chunk, ChunkSettings } from './methods/chunk.ts';
export { chunk, defaultDelimiters } from './methods/index.ts';
export type { ParseOptions, Parser, ParserFile } from './parser.ts';
export { type Encoding, type FormatName, formatNames, type Plan, type Unit, type Window } from './plan.ts';
export { countTokens } from './tokens.ts';
