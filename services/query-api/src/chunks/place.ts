import type { ChunkView } from '@ragtime/search';
import { z } from 'zod';

/** The place of a passage on its pages, for clients that mark it on the page. */
export const Boxes = z
  .array(
    z
      .object({
        page: z.int().describe('From 1.'),
        x: z.number(),
        y: z.number(),
        width: z.number(),
        height: z.number(),
      })
      .meta({ id: 'PageBox' }),
  )
  .describe('In points (1/72 inch) from the top left corner of the page. Absent for formats without fixed pages.');

/** Where a passage stands, as the API writes it: what is not known is absent. */
export const placeAs = ({ pages, lines, boxes }: Pick<ChunkView, 'pages' | 'lines' | 'boxes'>) => ({
  ...(pages === undefined ? {} : { pages: [...pages] }),
  ...(lines === undefined ? {} : { lines: [...lines] }),
  ...(boxes === undefined ? {} : { boxes: [...boxes] }),
});
