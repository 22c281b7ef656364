import { z } from 'zod';

/** What a page ended with: the values that its list is ordered by. */
export type CursorKey = readonly (string | number)[];

/** A cursor that no page of this list gave. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid';
  readonly code = 'cursor-invalid';
}

const Keys = z.array(z.union([z.string(), z.number()]));

/** Opaque to callers: base64url of the key. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws CursorInvalid when it does not hold what `schema` says. */
export function decodeCursor<Schema extends z.ZodType<CursorKey>>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(Keys.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())));
  } catch (cause) {
    throw new CursorInvalid('the cursor is none of this list', { cause });
  }
}
