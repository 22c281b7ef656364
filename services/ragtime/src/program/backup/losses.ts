import { BlobMissing, type BlobStore } from '@ragtime/blob-store';
import { ArtifactInvalid, decodeManifest } from '@ragtime/contracts/artifacts';
import { z } from 'zod';
import type { LogSurvey } from './survey-log.ts';

/**
 * Something that the log names and that a backup lacks, or holds with other bytes than were written. `vault`: records of the vault fail their
 * checksum.
 */
export const Loss = z.object({
  what: z.enum(['original', 'artifact', 'key', 'vault']),
  fault: z.enum(['missing', 'damaged', 'unreadable']),
  /** Of a blob; the slot of a key. */
  path: z.string(),
  documentId: z.string().optional(),
});
export type Loss = z.infer<typeof Loss>;

interface Kept {
  /** By path. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Blobs that the store listed and could not read. */
  readonly unreadable: ReadonlySet<string>;
  readonly store: Pick<BlobStore, 'readAll'>;
}

/** Compares each blob that the log names with its hash: the originals, and the artifacts of the runs that searches show. */
export async function lostBlobs({ documents }: LogSurvey, kept: Kept): Promise<readonly Loss[]> {
  const losses = new Map<string, Loss>();
  const expected = (what: Loss['what'], documentId: string, path: string, sha256: string | undefined): boolean => {
    const found = kept.hashes.get(path);
    if (found !== undefined && (sha256 === undefined || found === sha256)) return true;
    const gone = kept.unreadable.has(path) ? 'unreadable' : 'missing';
    losses.set(path, { what, fault: found === undefined ? gone : 'damaged', path, documentId });
    return false;
  };
  for (const [documentId, { originals, manifests }] of documents) {
    for (const { path, sha256 } of originals) expected('original', documentId, path, sha256);
    for (const path of manifests) {
      if (!expected('artifact', documentId, path, undefined)) continue;
      const steps = await stepsOf(kept.store, path);
      if (steps === undefined) losses.set(path, { what: 'artifact', fault: 'damaged', path, documentId });
      for (const { artifact, sha256 } of steps ?? []) expected('artifact', documentId, artifact, sha256);
    }
  }
  return [...losses.values()];
}

/** Undefined when the manifest cannot be read. */
async function stepsOf(store: Kept['store'], path: string) {
  try {
    return decodeManifest(await store.readAll(path)).steps;
  } catch (error) {
    if (error instanceof BlobMissing || error instanceof ArtifactInvalid) return undefined;
    throw error;
  }
}
