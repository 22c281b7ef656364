import type { BlobId, DocumentId, TaskId } from '@ragtime/domain';
import { z } from 'zod';
import { ArtifactInvalid } from './artifact-invalid.ts';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
/** `digest` names the work and its input, settings and code: equal digests have equal results. */
const step = { digest: sha256, artifact: z.string().transform((path) => path as BlobId), sha256 };

const PlanStep = z.object({ ...step, name: z.literal('plan'), format: z.string(), unit: z.string(), count });
const ParseStep = z.object({ ...step, name: z.literal('parse'), blocks: count });
const ChunkStep = z.object({ ...step, name: z.literal('chunk'), chunks: count });
const EmbedStep = z.object({ ...step, name: z.literal('embed'), modelId: z.string(), dimensions: z.int().positive(), vectors: count });

export const ManifestStep = z.discriminatedUnion('name', [PlanStep, ParseStep, ChunkStep, EmbedStep]);

const Manifest = z.object({
  version: z.literal(1),
  documentId: z.string().transform((id) => id as DocumentId),
  run: z.int().positive(),
  taskId: z.string().transform((id) => id as TaskId),
  /** In the units of the plan, both ends included, from 1; `index` is its place among the document's windows, from 0. */
  window: z.object({ index: count, first: z.int().positive(), last: z.int().positive() }).exactOptional(),
  /** BCP 47: the dataset's language when the run was requested. */
  language: z.string().exactOptional(),
  steps: z.array(ManifestStep),
  counts: z.object({ chunks: count, tokens: count, pages: count }),
});

/** The artifact of the step `plan`: JSON, the parser's own plan. */
export type PlanStep = z.infer<typeof PlanStep>;
/** The artifact of the step `parse`: blocks. */
export type ParseStep = z.infer<typeof ParseStep>;
/** The artifact of the step `chunk`: chunks. */
export type ChunkStep = z.infer<typeof ChunkStep>;
/** The artifact of the step `embed`: one vector for each chunk. */
export type EmbedStep = z.infer<typeof EmbedStep>;
export type ManifestStep = z.infer<typeof ManifestStep>;

/**
 * What one task made, and from what. `TaskResult.artifact` names this blob. A plan that only found the windows has no `window` and no step but
 * `plan`. Every other task has `chunk` and `embed`.
 */
export type TaskManifest = z.infer<typeof Manifest>;

export const encodeManifest = (manifest: TaskManifest): Uint8Array => Buffer.from(JSON.stringify(manifest));

/** @throws ArtifactInvalid */
export function decodeManifest(bytes: Uint8Array): TaskManifest {
  try {
    return Manifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new ArtifactInvalid('not a manifest', { cause });
  }
}

export function stepOf<Name extends ManifestStep['name']>(
  manifest: TaskManifest,
  name: Name,
): Extract<ManifestStep, { readonly name: Name }> | undefined {
  return manifest.steps.find((candidate): candidate is Extract<ManifestStep, { readonly name: Name }> => candidate.name === name);
}
