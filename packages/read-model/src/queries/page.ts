import { type CursorKey, encodeCursor } from '@ragtime/database';
import { z } from 'zod';

export interface PageRequest {
  /** 1 to 1,000. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Whether to count all matches, which costs a scan of them. */
  readonly total?: boolean | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  readonly total: number | undefined;
}

/** Makes a page from rows of a query with `limit + 1`, so that the last page is recognised. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  options: { readonly keyOf: (row: Row) => CursorKey; readonly itemOf: (row: Row) => Item; readonly total?: number | undefined },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(options.itemOf),
    nextCursor: last === undefined ? undefined : encodeCursor(options.keyOf(last)),
    total: options.total,
  };
}

/** The key of most lists: newest first, equal times by id. */
export const NewestFirst = z.tuple([z.int(), z.string()]);
