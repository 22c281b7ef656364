const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** SQLITE_BUSY, SQLITE_LOCKED: another process holds the file. */
export const isInUse = (error: unknown): boolean => [5, 6].includes(primaryCode(error) ?? 0);

/**
 * SQLITE_FULL. It is certain even when COMMIT throws it: the failed write was short, so the frame that would have committed is incomplete, and its
 * checksum prevents any replay. (A sync that runs out of space is an I/O error instead.)
 */
export const isFull = (error: unknown): boolean => primaryCode(error) === 13;

/** SQLITE_NOTADB. */
export const isForeignFile = (error: unknown): boolean => primaryCode(error) === 26;

/**
 * SQLITE_OK as an error. Node's `backup` rejects with it when a step found no pages left but the step that would have ended the copy was not made.
 * This happens while the file is written to; only a retry helps.
 */
export const isUnfinished = (error: unknown): boolean => primaryCode(error) === 0;
