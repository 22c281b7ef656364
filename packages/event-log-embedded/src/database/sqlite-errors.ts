const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** SQLITE_BUSY, SQLITE_LOCKED: another process holds the file. */
export const isInUse = (error: unknown): boolean => [5, 6].includes(primaryCode(error) ?? 0);

/**
 * SQLITE_FULL. Certain, even when COMMIT throws it: the write that failed was short, so the frame that would have committed
 * is not whole, and its checksum keeps it from ever being replayed. (A sync that runs out of space is an I/O error instead.)
 */
export const isFull = (error: unknown): boolean => primaryCode(error) === 13;

/** SQLITE_NOTADB. */
export const isForeignFile = (error: unknown): boolean => primaryCode(error) === 26;

/**
 * SQLITE_OK as an error: what Node's `backup` rejects with when a step found no pages left and the one that would have ended the copy was not made.
 * That happens while the file is written to, and only another try helps.
 */
export const isUnfinished = (error: unknown): boolean => primaryCode(error) === 0;
