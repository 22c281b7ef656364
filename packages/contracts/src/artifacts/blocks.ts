import { z } from 'zod';
import { decodeJsonLines, encodeJsonLines } from './json-lines.ts';

const count = z.int().nonnegative();
const headings = z.array(z.string());

const StoredPlace = z.object({
  page: count.exactOptional(),
  lastPage: count.exactOptional(),
  line: count.exactOptional(),
  lastLine: count.exactOptional(),
  sheet: z.string().exactOptional(),
  box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).exactOptional(),
});

const StoredBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: count, text: z.string(), place: StoredPlace }),
  z.object({ kind: z.enum(['text', 'list', 'code']), text: z.string(), place: StoredPlace, headings }),
  z.object({
    kind: z.literal('table'),
    rows: z.array(z.array(z.string())),
    header: z.boolean(),
    caption: z.string().exactOptional(),
    place: StoredPlace,
    headings,
  }),
]);

/** What the parser read of one window, as it is kept for the next run: other settings need no second parse. */
export type StoredBlock = z.infer<typeof StoredBlock>;

export const encodeBlocks = (blocks: readonly unknown[]): Promise<Uint8Array> => encodeJsonLines(blocks);

/** @throws ArtifactInvalid */
export const decodeBlocks = (bytes: Uint8Array): Promise<readonly StoredBlock[]> => decodeJsonLines(StoredBlock, bytes);
