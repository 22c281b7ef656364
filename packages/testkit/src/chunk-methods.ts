import { type ChunkMethods, chunkMethods } from '@ragtime/domain';

/** The table of the release and a method that no release has: it shares a field, with bounds of its own, and has two others. */
export const methodsWithRows = {
  ...chunkMethods,
  rows: {
    about: 'A passage for so many rows of a table.',
    fields: {
      chunkTokens: { kind: 'whole', min: 64, max: 4_096, default: 512, about: 'Most tokens of a group of rows.' },
      rowsPerChunk: { kind: 'whole', min: 1, max: 100, default: 10, about: 'Rows of a passage.' },
      columns: { kind: 'texts', itemsMax: 3, lengthMax: 20, default: [], about: 'Columns that are kept; none means all.' },
    },
  },
} as const satisfies ChunkMethods;
