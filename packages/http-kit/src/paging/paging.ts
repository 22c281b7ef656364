import { z } from 'zod';

export const limitByDefault = 50;
export const limitMax = 1_000;

/** Every list has `?limit=` and `?cursor=`. Spread this object into the route's query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(limitMax).default(limitByDefault).describe('Items a page.'),
  cursor: z.string().min(1).max(2_000).optional().describe('From the page before: `nextCursor`.'),
};

/** The query of a list that can also count all its items. */
export const countedPageQuery = {
  ...pageQuery,
  total: z.enum(['true', 'false']).default('false').describe('Count all that fit, in `total`.'),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional().describe('Absent on the last page.'), total: z.int().optional() });
