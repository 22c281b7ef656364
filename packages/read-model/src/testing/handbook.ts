import { type DocumentTopicCommand, defaultDatasetSettings } from '@ragtime/domain';
import { happenings } from './happenings.ts';
import type { Intent } from './intents.ts';
import { named } from './named.ts';
import { type Happened, seal } from './recorded.ts';

export const tenantId = named('tenant-1');
export const stranger = named('tenant-2');
export const datasetId = named('handbook');

const create = (id: string): DocumentTopicCommand => ({
  type: 'CreateDataset',
  datasetId: named(id),
  tenantId,
  name: id,
  nameHash: named(`hash of ${id}`),
  description: undefined,
  settings: defaultDatasetSettings,
});
const register = (id: string, name: string, metadata?: object): DocumentTopicCommand => ({
  type: 'RegisterDocument',
  datasetId,
  documentId: named(id),
  keySlot: named(`slot of ${id}`),
  nameHash: named(`hash of ${name}`),
  name: seal(name),
  metadata: metadata === undefined ? undefined : seal(JSON.stringify(metadata)),
  uploadedAtMs: 0,
  ifExists: 'add',
  original: {
    blobId: named(`t/d/${id}/1`),
    sha256: 'a'.repeat(64),
    sizeBytes: 100,
    mediaType: 'text/plain',
  },
});
const parse = (id: string): DocumentTopicCommand => ({
  type: 'RequestParsing',
  datasetId,
  keepEdits: false,
  ifMissing: 'refuse',
  documents: [
    {
      documentId: named(id),
      runId: named(`run of ${id}`),
    },
  ],
});
const work = (outcome: Extract<Intent, { intent: 'work' }>['outcome']): Intent => ({ intent: 'work', datasetId, pick: 0, outcome });

/**
 * A dataset with documents that are parsed, running, failed, cancelled and untouched, in this order, with one second of record time per command.
 */
export const handbook = (): readonly Happened[] =>
  happenings([
    create('handbook'),
    create('empty'),
    register('parsed', 'Leave policy.md', { year: 2026, author: 'Ada' }),
    parse('parsed'),
    work('completed'),
    work('completed'),
    register('running', 'Manual.pdf', { year: 2025, author: 'Bob' }),
    parse('running'),
    work('completed-with-more'),
    work('completed-with-more'),
    work('completed'),
    work('completed'),
    register('failed', '100%_off_[prices].csv'),
    parse('failed'),
    { ...work('dead'), pick: 1 },
    { ...work('dead'), pick: 1 },
    register('cancelled', 'Contract.docx', { author: 'Ada' }),
    parse('cancelled'),
    { type: 'CancelParsing', datasetId, documents: [{ documentId: named('cancelled') }], ifMissing: 'refuse' },
    register('uploaded', 'Leave policy.md', {}),
    {
      type: 'ReviseDocument',
      datasetId,
      documentId: named('uploaded'),
      uploadedAtMs: 0,
      original: {
        blobId: named('t/d/uploaded/2'),
        sha256: 'b'.repeat(64),
        sizeBytes: 7,
        mediaType: 'text/plain',
      },
    },
    { type: 'ChangeDocument', datasetId, documentId: named('uploaded'), enabled: false },
  ]);
