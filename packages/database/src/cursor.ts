import { z } from 'zod';

/** The last row of a page: the values by which its list is ordered. */
export type CursorKey = readonly (string | number)[];

/** The cursor does not come from a page of this list. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid';
  readonly code = 'cursor-invalid';
}

const Keys = z.array(z.union([z.string(), z.number()]));

/** Opaque to callers: base64url of the key. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws CursorInvalid when the cursor does not fit `schema`. */
export function decodeCursor<Schema extends z.ZodType<CursorKey>>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(Keys.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())));
  } catch (cause) {
    throw new CursorInvalid('the cursor does not belong to this list', { cause });
  }
}
