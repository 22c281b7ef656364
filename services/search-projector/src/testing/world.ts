import { chunkIds, encodeChunks, encodeManifest, encodeVectors, type StoredChunk } from '@ragtime/contracts/artifacts';
import {
  type BlobId,
  type ChunkId,
  type DatasetId,
  type DocumentId,
  type DomainCommand,
  type KeySlot,
  planTaskId,
  type RunId,
  type TenantId,
} from '@ragtime/domain';
import { hashEmbedder } from '@ragtime/models';
import { type Machine, randomUuid, uuidFromParts } from '@ragtime/runtime';
import { commandsOf, completeTask, planAttempt, startAttempt, startWorld } from '@ragtime/testkit/world';

export const partitions = 2;
export const tenantId = 'tenant-1' as TenantId;
export const embedder = hashEmbedder({ dimensions: 16 });
export const dataset = (name: string) => name as DatasetId;
export const document = (name: string) => name as DocumentId;

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The world that a search projector follows, and what users and workers do in it. */
export async function createWorld(machine: Machine) {
  const base = await startWorld({ machine, partitions });
  const { vault, blobs } = base;
  const commands = commandsOf({ vault, machine, tenantId });
  const slots = new Map<DocumentId, KeySlot>();
  const runs = new Map<DocumentId, number>();

  const submit = async (command: DomainCommand) => await base.submit(command, tenantId);
  const seal = (documentId: DocumentId, text: string) => vault.seal(slotOf(documentId), text);
  const slotOf = (documentId: DocumentId): KeySlot => {
    const slot = slots.get(documentId);
    if (slot === undefined) throw new Error(`${documentId} was not registered`);
    return slot;
  };

  async function writeBlob(documentId: DocumentId, bytes: Uint8Array) {
    const path = `t/d/${documentId}/${randomUuid(machine.random)}`;
    const { sha256 } = await blobs.write(path, once(bytes), { bytesMax: 100_000_000 });
    return { artifact: path as BlobId, sha256 };
  }

  /** Stores what a worker stores for a run. */
  async function leave(documentId: DocumentId, run: number, texts: readonly string[], language = 'en'): Promise<BlobId> {
    const ids = chunkIds(documentId, 0, texts);
    const chunks = texts.map(
      (text, ordinal): StoredChunk => ({
        ordinal,
        text,
        tokens: 3,
        pages: [1, 1],
        headings: [],
        kind: 'text',
        chunkId: ids[ordinal] ?? ('' as ChunkId),
      }),
    );
    const { modelId, dimensions } = embedder;
    const chunked = await writeBlob(documentId, await encodeChunks(chunks));
    const embedded = await writeBlob(documentId, encodeVectors({ modelId, dimensions, vectors: await embedder.embed(texts) }));
    const digest = 'ab'.repeat(32);
    const manifest = encodeManifest({
      version: 1,
      documentId,
      run,
      taskId: planTaskId,
      language,
      steps: [
        {
          name: 'chunk',
          digest,
          chunks: chunks.length,
          ...chunked,
        },
        {
          name: 'embed',
          digest,
          vectors: chunks.length,
          modelId,
          dimensions,
          ...embedded,
        },
      ],
      counts: {
        chunks: chunks.length,
        tokens: 3 * chunks.length,
        pages: 1,
      },
    });
    return (await writeBlob(documentId, manifest)).artifact;
  }

  const begin = async (datasetId: DatasetId, documentId: DocumentId, keepEdits: boolean) => {
    const run = (runs.get(documentId) ?? 0) + 1;
    runs.set(documentId, run);
    const runId = uuidFromParts(documentId, `${run}`) as RunId;
    const at = { datasetId, documentId };
    await submit(commands.requestParsing(at, runId, { keepEdits }));
    const attempt = planAttempt(at, run);
    await submit(startAttempt(attempt));
    return attempt;
  };

  return {
    ...base,
    submit,
    leave,
    seal,
    begin,
    lastRun: (documentId: DocumentId) => runs.get(documentId) ?? 0,
    createDataset: async (datasetId: DatasetId) => await submit(commands.createDataset(datasetId)),
    async upload(datasetId: DatasetId, documentId: DocumentId, metadata: Readonly<Record<string, unknown>> = {}) {
      const keySlot = await vault.takeSlot();
      slots.set(documentId, keySlot);
      return await submit(commands.registerDocument({ datasetId, documentId }, { keySlot, metadata }));
    },
    async parse(
      datasetId: DatasetId,
      documentId: DocumentId,
      texts: readonly string[],
      { keepEdits = false, artifact = '', language = 'en' } = {},
    ) {
      const attempt = await begin(datasetId, documentId, keepEdits);
      const left = artifact === '' ? await leave(documentId, attempt.run, texts, language) : (artifact as BlobId);
      const result = {
        artifact: left,
        chunks: texts.length,
        tokens: 3 * texts.length,
        pages: 1,
      };
      return await submit(completeTask(attempt, result));
    },
    change: async (datasetId: DatasetId, documentId: DocumentId, enabled: boolean) =>
      await submit({
        type: 'ChangeDocument',
        datasetId,
        documentId,
        enabled,
      }),
    edit: async (
      datasetId: DatasetId,
      documentId: DocumentId,
      chunkId: ChunkId,
      to: {
        readonly text?: string;
        readonly enabled?: boolean;
        readonly run?: number;
      },
    ) =>
      await submit({
        type: 'EditChunk',
        datasetId,
        documentId,
        chunkId,
        run: to.run ?? runs.get(documentId) ?? 0,
        ...(to.text === undefined ? {} : { text: seal(documentId, to.text) }),
        ...(to.enabled === undefined ? {} : { enabled: to.enabled }),
      }),
    type: async (datasetId: DatasetId, documentId: DocumentId, chunkId: ChunkId, text: string) =>
      await submit({
        type: 'AddChunk',
        datasetId,
        documentId,
        chunkId,
        text: seal(documentId, text),
      }),
    deleteChunk: async (datasetId: DatasetId, documentId: DocumentId, chunkId: ChunkId, run = runs.get(documentId) ?? 0) =>
      await submit({
        type: 'DeleteChunk',
        datasetId,
        documentId,
        chunkId,
        run,
      }),
    deleteDocument: async (datasetId: DatasetId, documentId: DocumentId) =>
      await submit(commands.deleteDocument({ datasetId, documentId })),
    close: async (datasetId: DatasetId) => await submit(commands.closeDataset(datasetId)),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
