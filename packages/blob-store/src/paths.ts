import type { BlobPath } from './blob-store.ts';

/** Neither `.` nor `..`; at most 200 characters, which every file system takes. */
const segment = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}$/;

/** Not a valid name of a blob or of a folder of blobs. It is a mistake of the calling code and never of a user, because paths are made of ids. */
export class BlobPathInvalid extends Error {
  override readonly name = 'BlobPathInvalid';

  constructor(path: string) {
    super(`not a path of a blob: ${JSON.stringify(path)}`);
  }
}

/** @throws BlobPathInvalid */
export function segmentsOf(path: BlobPath): readonly string[] {
  const segments = path.split('/');
  if (segments.length < 3 || segments.length > 6 || !segments.every((name) => segment.test(name))) throw new BlobPathInvalid(path);
  return segments;
}

/**
 * A prefix is whole segments. A slash at its end changes nothing, and the empty prefix means everything.
 *
 * @throws BlobPathInvalid
 */
export function segmentsOfPrefix(prefix: string): readonly string[] {
  const trimmed = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  if (trimmed === '') return [];
  const segments = trimmed.split('/');
  if (segments.length > 6 || !segments.every((name) => segment.test(name))) throw new BlobPathInvalid(prefix);
  return segments;
}
