import { BlobDamaged, BlobMissing } from '@ragtime/blob-store';
import { ArtifactInvalid, decodeChunks, decodeManifest, decodeVectors, type StoredChunk, stepOf } from '@ragtime/contracts/artifacts';
import type { BlobId, DatasetId, DocumentId, RunNumber, TenantId } from '@ragtime/domain';
import type { IndexEntry } from '@ragtime/search';
import { InvalidInputError } from 'slonik';
import type { SearchProjectorOptions } from '../options.ts';

export interface RunToRead {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  readonly partition: number;
  readonly from: number;
  /** Manifests, in the order of the document. */
  readonly artifacts: readonly BlobId[];
}

/** An event holds a value that it must not hold. */
export class EventInvalid extends Error {
  override readonly name = 'EventInvalid';
}

/** SQLSTATE classes for invalid values and exceeded limits. */
const aboutValues = /^(?:22|54)/u;

/** The database refuses the value at every retry. */
const isRefusedValue = (error: unknown): boolean =>
  error instanceof InvalidInputError ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && aboutValues.test(error.code));

/** An event or an artifact of a run cannot be read or indexed, and no retry can change that. */
export const isUnreadable = (error: unknown): boolean =>
  isRefusedValue(error) ||
  error instanceof BlobMissing ||
  error instanceof BlobDamaged ||
  error instanceof ArtifactInvalid ||
  error instanceof EventInvalid;

/** The language of runs that recorded none, and of passages that people typed in without a run. */
export const unknownLanguage = 'en';

type Needs = Pick<SearchProjectorOptions, 'blobs' | 'embedder'>;

/** The run's passages window by window, so that at most one window is in memory. */
export async function* readRun({ blobs, embedder }: Needs, run: RunToRead): AsyncGenerator<readonly IndexEntry[]> {
  const { tenantId, datasetId, documentId, partition, from } = run;
  let ordinal = 0;
  for (const artifact of run.artifacts) {
    const manifest = decodeManifest(await blobs.readAll(artifact));
    const [chunked, embedded] = [stepOf(manifest, 'chunk'), stepOf(manifest, 'embed')];
    if (manifest.documentId !== documentId || chunked === undefined)
      throw new ArtifactInvalid(`${artifact} holds no passages of this document`);
    const chunks = await decodeChunks(await blobs.readAll(chunked.artifact, { sha256: chunked.sha256 }));
    const isOurs = embedded?.modelId === embedder.modelId && embedded.dimensions === embedder.dimensions;
    const vectors = isOurs
      ? decodeVectors(await blobs.readAll(embedded.artifact, { sha256: embedded.sha256 })).vectors
      : await embedder.embed(chunks.map(({ text }) => text));
    if (vectors.length !== chunks.length)
      throw new ArtifactInvalid(`${artifact} has ${vectors.length} vectors for ${chunks.length} passages`);
    if (vectors.some((vector) => vector.length !== embedder.dimensions))
      throw new ArtifactInvalid(`${artifact} has vectors of another length`);
    const base = ordinal;
    yield chunks.map((chunk, place) => ({
      tenantId,
      datasetId,
      documentId,
      partition,
      from,
      run: run.run,
      revision: 0,
      ordinal: base + chunk.ordinal,
      ...passageOf(chunk),
      language: manifest.language ?? unknownLanguage,
      vector: vectors[place] ?? new Float32Array(embedder.dimensions),
    }));
    ordinal += chunks.length;
  }
}

const passageOf = ({ chunkId, text, headings, tokens, pages, lines, boxes, kind }: StoredChunk) => ({
  chunkId,
  text,
  headings,
  tokens,
  kind,
  pages,
  lines,
  boxes,
});
