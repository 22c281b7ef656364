import type { Page } from '@ragtime/read-model';

/** A page of a read model as JSON. Members without a value are absent. */
export const pageAs = <From, To>({ items, nextCursor, total }: Page<From>, as: (item: From) => To) => ({
  items: items.map(as),
  ...(nextCursor === undefined ? {} : { nextCursor }),
  ...(total === undefined ? {} : { total }),
});

/** `?total=true` counts all items that fit. */
export const wantsTotal = (total: 'true' | 'false'): boolean => total === 'true';
