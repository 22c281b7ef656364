import { createMemoryBlobStore } from '@ragtime/blob-store';
import type { BlobId, DatasetId, DocumentId, DocumentTopicEvent, KeySlot, NameHash, Sealed, TenantId } from '@ragtime/domain';
import { defaultDatasetSettings } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createDocuments, extensionOf } from '../documents/documents.ts';
import { sweepUploads } from './upload-sweep.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;
const hourMs = 60 * 60_000;
const limits = { uploadAgeMaxMs: 48 * hourMs };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const sealed: Sealed = { slot: 'slot' as KeySlot, box: new Uint8Array(1) };

function registered(document: string): DocumentTopicEvent {
  const blobId = `tenant/dataset/${document}/kept` as BlobId;
  return {
    type: 'DocumentRegistered',
    datasetId,
    documentId: document as DocumentId,
    keySlot: sealed.slot,
    name: sealed,
    nameHash: 'hash' as NameHash,
    metadata: undefined,
    original: { blobId, sha256: 'ab', sizeBytes: 1, mediaType: 'text/plain' },
  };
}

async function sweep({ afterMs = 49 * hourMs, mayAct = true } = {}) {
  const machine = createVirtualMachine();
  const blobs = createMemoryBlobStore({ clock: machine.clock });
  const documents = createDocuments(() => 'name.txt');
  const nameHash = 'name' as NameHash;
  documents.apply({
    type: 'DatasetCreated',
    datasetId,
    tenantId,
    name: 'D',
    nameHash,
    description: undefined,
    settings: defaultDatasetSettings,
  });
  documents.apply(registered('live'));
  for (const path of [
    'tenant/dataset/live/kept',
    'tenant/dataset/live/forgotten',
    'tenant/dataset/live/plan/1.chunks',
    'tenant/dataset/deleted/upload',
    'tenant/dataset/deleted/plan/1.chunks',
    'tenant/gone/document/upload',
    'snapshots/documents/0/1',
  ]) {
    await blobs.write(path, from(), { bytesMax: 10 });
  }
  await machine.advance(afterMs);
  await blobs.write('tenant/dataset/live/fresh', from(), { bytesMax: 10 });
  const known = { documents, isTenant: (id: TenantId) => id === tenantId };
  const removed = await sweepUploads({ blobs, machine, logger }, limits, known, { mayAct });
  const left: string[] = [];
  for await (const { path } of blobs.list('')) left.push(path);
  return { removed, left: left.sort() };
}

it('a blob that no event names is removed after two days, and no other blob is', async () => {
  expect(await sweep()).toStrictEqual({
    removed: 4,
    left: ['snapshots/documents/0/1', 'tenant/dataset/live/fresh', 'tenant/dataset/live/kept', 'tenant/dataset/live/plan/1.chunks'],
  });
});

it('no blob is removed earlier: an upload may still get its event', async () => {
  expect(await sweep({ afterMs: 47 * hourMs })).toMatchObject({ removed: 0 });
});

it('a fold that does not keep up removes no blob', async () => {
  expect(await sweep({ mayAct: false })).toMatchObject({ removed: 0 });
});

it('a parser gets only the extension of a name', () => {
  const endings = ['Salaries of Ada.XLSX', 'notes.v2.md', 'README', '.env', 'a/b.c/d', 'x.ÄÖ', undefined, 'archive.tar.gz'].map(
    extensionOf,
  );
  expect(endings).toStrictEqual(['xlsx', 'md', '', '', '', '', '', 'gz']);
});

async function* from(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('text');
}
