import { z } from 'zod';
import type { Block, PageBox, Place } from './block.ts';

const count = z.int().nonnegative();
const strings = z.array(z.string());

export const PageBoxSchema = z.object({ page: count, x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const PlaceSchema = z.object({
  page: count.exactOptional(),
  lastPage: count.exactOptional(),
  line: count.exactOptional(),
  lastLine: count.exactOptional(),
  sheet: z.string().exactOptional(),
  boxes: z.array(PageBoxSchema).exactOptional(),
}) satisfies z.ZodType<Place>;

const details = {
  place: PlaceSchema,
  language: z.string().exactOptional(),
  links: z.array(z.object({ text: z.string(), url: z.string() })).exactOptional(),
  footnotes: z.array(z.object({ mark: z.string(), text: z.string() })).exactOptional(),
};

const PictureSchema = z.object({
  mediaType: z.string(),
  widthPixels: count.exactOptional(),
  heightPixels: count.exactOptional(),
});

/** The shape of a block that comes from outside: from the child process that parses, or from an artifact. */
export const BlockSchema: z.ZodType<Block> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: count, text: z.string(), ...details }),
  z.object({ kind: z.enum(['text', 'list', 'code']), text: z.string(), headings: strings, ...details }),
  z.object({
    kind: z.literal('table'),
    rows: z.array(strings),
    header: z.boolean(),
    caption: z.string().exactOptional(),
    headings: strings,
    ...details,
  }),
  z.object({ kind: z.literal('picture'), text: z.string(), picture: PictureSchema, headings: strings, ...details }),
]);

export type { Block, PageBox };
