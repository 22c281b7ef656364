import type { BlobId, ChunkId, DatasetId, DocumentId, TaskId, TenantId } from '@ragtime/domain';
import type { Position, Positions } from '@ragtime/event-log';
import { beforeEach, describe, expect, test } from 'vitest';
import type { VisibilityChange } from '../change.ts';
import type { VisibilityRows } from '../rows.ts';

const [tenantId, datasetId, documentId, chunkId] = ['tenant', 'dataset', 'document', 'chunk'] as [TenantId, DatasetId, DocumentId, ChunkId];
const partition = 'events/0';
const at = (offset: number, link = offset): Position => ({ offset, link: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, link) });
const everything = { tenantId, datasetIds: undefined, documentIds: undefined, metadata: undefined };

/** @param open returns empty rows. */
export function visibilityContract(name: string, open: () => Promise<VisibilityRows>): void {
  describe(`${name} as rows of visibility`, () => {
    let rows: VisibilityRows;
    const commit = async (from: Position | undefined, to: Position, ...changes: readonly VisibilityChange[]) =>
      await rows.commit({ partition, from, to, changes, stopped: [], resumed: [] }, 0);
    const opened: readonly VisibilityChange[] = [
      { kind: 'dataset-opened', from: 1, datasetId, tenantId },
      { kind: 'document-opened', from: 2, documentId, datasetId, tenantId, name: 'name', metadata: { year: 2026 } },
    ];
    const run = (number: number, from: number, keepEdits = false): VisibilityChange => ({
      kind: 'run-opened',
      from,
      documentId,
      datasetId,
      tenantId,
      run: number,
      keepEdits,
    });
    const made = (number: number, from: number, taskId: string): VisibilityChange => ({
      kind: 'part-made',
      from,
      documentId,
      datasetId,
      run: number,
      taskId: taskId as TaskId,
      artifact: `made by ${taskId}` as BlobId,
    });
    const edited = (from: number, hasText: boolean, enabled = true): VisibilityChange => ({
      kind: 'chunk-edited',
      from,
      documentId,
      datasetId,
      chunkId,
      typedIn: false,
      version: 1,
      enabled,
      hasText,
    });
    const positions = (offset: number): Positions => new Map([[partition, at(offset)]]);
    /** The versions of the passage that are visible at an offset. */
    async function visible(offset: number, ...revisions: readonly number[]): Promise<readonly string[]> {
      const candidates = [
        ...[1, 2].map((number) => ({ documentId, run: number, revision: 0, chunkId })),
        ...revisions.map((revision) => ({ documentId, run: 0, revision, chunkId })),
      ];
      const held = await rows.holding(positions(offset), everything, candidates);
      return held.map(({ place }) => `run ${candidates[place]?.run}, revision ${candidates[place]?.revision}`);
    }

    beforeEach(async () => {
      rows = await open();
    });

    describe('a commit', () => {
      test('moves the position with its rows, or changes nothing', async () => {
        expect(await commit(undefined, at(2), ...opened)).toBe('committed');
        expect(await commit(undefined, at(3), run(1, 3))).toBe('moved');
        expect(await commit(at(2, 9), at(3), run(1, 3))).toBe('moved');
        expect(await visible(3)).toStrictEqual([]);
        expect(await rows.position()).toStrictEqual(positions(2));
        expect(await commit(at(2), at(3), run(1, 3))).toBe('committed');
        expect(await visible(3)).toStrictEqual(['run 1, revision 0']);
      });
      test('that repeats its changes changes nothing more', async () => {
        const changes = [...opened, run(1, 3), edited(4, true), edited(5, false, false), run(2, 6, true)];
        await commit(undefined, at(6), ...changes);
        const before = await Promise.all([3, 4, 5, 6].map(async (offset) => await visible(offset, 4)));
        await commit(at(6), at(6), ...changes);
        expect(await Promise.all([3, 4, 5, 6].map(async (offset) => await visible(offset, 4)))).toStrictEqual(before);
        expect(before).toStrictEqual([['run 1, revision 0'], ['run 0, revision 4'], [], []]);
      });
      test('accepts metadata with characters that Postgres cannot store, also in names of members', async () => {
        const metadata = { 'a\u0000': { 'b\ud800': ['c\u0000'] } };
        const change = { kind: 'document-changed', from: 3, documentId, metadata } as const;
        expect(await commit(undefined, at(3), ...opened, change)).toBe('committed');
        expect(await rows.documents(positions(3), everything, 2)).toStrictEqual([documentId]);
      });
      test('records keys that stopped and keys that resumed', async () => {
        const stopped = { partition, key: 'dataset', offset: 1, category: 'handler-threw', detail: 'for a test' } as const;
        const nothing = { partition, changes: [], stopped: [], resumed: [] } as const;
        await rows.commit({ ...nothing, from: undefined, to: at(2), stopped: [stopped] }, 0);
        expect(await rows.stopped()).toStrictEqual([stopped]);
        await rows.commit({ ...nothing, from: at(2), to: at(2), resumed: ['dataset'] }, 0);
        expect(await rows.stopped()).toStrictEqual([]);
      });
    });

    describe('the artifacts of a run’s tasks', () => {
      const artifacts = async (number: number) => (await rows.artifacts({ documentId, run: number })).map(({ artifact }) => artifact);
      test('are recorded before their run is visible, in the order of the document, however often they are written', async () => {
        const changes = [made(1, 3, 'window-10'), made(1, 4, 'window-9'), made(1, 5, 'plan')];
        await commit(undefined, at(5), ...opened, ...changes);
        await commit(at(5), at(5), ...changes);
        expect(await artifacts(1)).toStrictEqual(['made by plan', 'made by window-9', 'made by window-10']);
        expect(await artifacts(2)).toStrictEqual([]);
        expect(await visible(5)).toStrictEqual([]);
      });
      test('are removed with a run that ends without becoming visible', async () => {
        const dropped: VisibilityChange = { kind: 'run-dropped', from: 5, documentId, run: 1 };
        await commit(undefined, at(5), ...opened, made(1, 3, 'plan'), made(2, 4, 'plan'), dropped);
        expect([await artifacts(1), await artifacts(2)]).toStrictEqual([[], ['made by plan']]);
      });
      test('are removed with the row of their run, once that is no longer visible', async () => {
        await commit(undefined, at(4), ...opened, made(1, 3, 'plan'), run(1, 4));
        await rows.forgetRun({ documentId, run: 1 });
        expect(await artifacts(1)).toStrictEqual(['made by plan']);
        await commit(at(4), at(5), run(2, 5));
        await rows.forgetRun({ documentId, run: 1 });
        expect(await artifacts(1)).toStrictEqual([]);
      });
    });

    describe('the scope of a search', () => {
      const candidate = { documentId, run: 1, revision: 0, chunkId };
      const typedIn = { documentId, run: 0, revision: 4, chunkId: 'typed' as ChunkId };
      const elsewhere = { tenantId: 'other' as TenantId, datasetIds: ['other' as DatasetId], documentIds: ['other' as DocumentId] };
      const added: VisibilityChange = {
        kind: 'chunk-edited',
        from: 4,
        documentId,
        datasetId,
        chunkId: typedIn.chunkId,
        typedIn: true,
        version: 1,
        enabled: true,
        hasText: true,
      };
      beforeEach(async () => void (await commit(undefined, at(4), ...opened, run(1, 3), added)));

      test.each([
        ['everything of the tenant', everything, true],
        ['its dataset and document', { ...everything, datasetIds: [datasetId], documentIds: [documentId] }, true],
        ['another tenant', { ...everything, tenantId: elsewhere.tenantId }, false],
        [
          'another tenant, with its ids',
          { ...everything, tenantId: elsewhere.tenantId, datasetIds: [datasetId], documentIds: [documentId] },
          false,
        ],
        ['another dataset', { ...everything, datasetIds: elsewhere.datasetIds }, false],
        ['no dataset', { ...everything, datasetIds: [] }, false],
        ['another document', { ...everything, documentIds: elsewhere.documentIds }, false],
        ['other metadata', { ...everything, metadata: { year: 2025 } }, false],
      ] as const)('that names %s holds what is in it and nothing else', async (_name, scope, isInside) => {
        const places = (await rows.holding(positions(4), scope, [candidate, typedIn])).map(({ place }) => place);
        expect(places).toStrictEqual(isInside ? [0, 1] : []);
        expect(await rows.documents(positions(4), scope, 10)).toStrictEqual(isInside ? [documentId] : []);
      });
      test('of one document is that of its tenant alone', async () => {
        expect(await rows.document(positions(4), tenantId, documentId)).toMatchObject({ datasetId, run: 1 });
        expect(await rows.document(positions(4), elsewhere.tenantId, documentId)).toBeUndefined();
      });
    });

    describe('at an earlier position', () => {
      test('a passage is seen as it was then', async () => {
        await commit(undefined, at(8), ...opened, run(1, 3), edited(4, true), edited(5, true), run(2, 6), {
          kind: 'document-closed',
          from: 7,
          documentId,
        });
        const seen = await Promise.all([2, 3, 4, 5, 6, 7].map(async (offset) => await visible(offset, 4, 5)));
        expect(seen).toStrictEqual([[], ['run 1, revision 0'], ['run 0, revision 4'], ['run 0, revision 5'], ['run 2, revision 0'], []]);
      });
      test('a document has the name, metadata and switch that it had then', async () => {
        const changed = { kind: 'document-changed', documentId } as const;
        const last: VisibilityChange = { kind: 'dataset-closed', from: 6, datasetId };
        const changes: readonly VisibilityChange[] = [
          { ...changed, from: 3, name: 'other' },
          { ...changed, from: 4, metadata: { year: 2025 } },
          { ...changed, from: 5, enabled: false },
        ];
        await commit(undefined, at(6), ...opened, ...changes, last);
        const states = await Promise.all([2, 3, 5, 6].map(async (offset) => await rows.document(positions(offset), tenantId, documentId)));
        expect(states.map((state) => [state?.name, state?.enabled])).toStrictEqual([
          ['name', true],
          ['other', true],
          ['other', false],
          [undefined, undefined],
        ]);
        const of2026 = { ...everything, metadata: { year: 2026 } };
        const fitting = await Promise.all([2, 3, 4].map(async (offset) => await rows.documents(positions(offset), of2026, 10)));
        expect(fitting).toStrictEqual([[documentId], [documentId], []]);
      });
      test('a passage that is switched keeps its own text, and a deleted one has none', async () => {
        const deleted: VisibilityChange = { kind: 'chunk-deleted', from: 6, documentId, datasetId, chunkId, version: 2, typedIn: false };
        await commit(undefined, at(6), ...opened, run(1, 3), edited(4, true), edited(5, false, false), deleted);
        const edits = await Promise.all([4, 5, 6].map(async (offset) => await rows.edits(positions(offset), documentId)));
        expect(edits.flat()).toMatchObject([
          { revision: 4, enabled: true },
          { revision: 4, enabled: false },
          { revision: 0, deleted: true },
        ]);
      });
    });
  });
}
