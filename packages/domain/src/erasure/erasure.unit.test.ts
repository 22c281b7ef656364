import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import { created, datasetId, documentId, nameHash, receiptId, registered, tenantId } from '../../testing/document-examples.ts';
import type { DocumentId, ReceiptId } from '../ids.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { DocumentTopicEvent } from '../topics/types.ts';
import type { ReportErased } from './commands.ts';
import type { ErasureCompleted, ErasureStore, StoreErased } from './events.ts';

const { given } = specification(documentRules);

const report = (store: ErasureStore, receipt = receiptId): ReportErased => ({
  type: 'ReportErased',
  datasetId,
  receiptId: receipt,
  store,
  removed: 3,
});
const erased = (store: ErasureStore, of: DocumentId | undefined = documentId): StoreErased => ({
  type: 'StoreErased',
  datasetId,
  receiptId,
  documentId: of,
  store,
  removed: 3,
});
const completed: ErasureCompleted = { type: 'ErasureCompleted', datasetId, receiptId, documentId };
const deleted: DocumentTopicEvent = { type: 'DocumentDeleted', datasetId, documentId, keySlot: registered().keySlot, receiptId };
const closed = (receipt: ReceiptId): DocumentTopicEvent => ({
  type: 'DatasetClosed',
  datasetId,
  tenantId,
  nameHash: nameHash('Handbook'),
  receiptId: receipt,
});
const gone = [created, registered(), deleted] as const;
const almost = [...gone, erased('keys'), erased('index'), erased('blobs')] as const;

describe('a receipt', () => {
  it('notes what a store has removed', () =>
    given(...gone)
      .when(report('index'))
      .then(erased('index')));
  it('takes one answer of each store', () =>
    given(...gone, erased('index'))
      .when(report('index'))
      .thenNothing());
  it('is complete with the last store, in one batch', () =>
    given(...almost)
      .when(report('read-model'))
      .then(erased('read-model'), completed));
  it('changes no more once it is complete', () =>
    given(...almost, erased('read-model'), completed)
      .when(report('read-model'))
      .thenNothing());
  it('changes nothing when it is unknown', () => given(created).when(report('keys')).thenNothing());
  it('of a whole dataset names no document', () =>
    given(created, registered(), closed(receiptId))
      .when(report('blobs'))
      .then({ ...erased('blobs'), documentId: undefined }));
  it('of a document is still owed after its dataset was closed', () =>
    given(...almost, closed('another' as ReceiptId))
      .when(report('read-model'))
      .then(erased('read-model'), completed));
  it('of a closed dataset waits beside those of its documents', () =>
    given(...almost, closed('another' as ReceiptId))
      .when(report('read-model', 'another' as ReceiptId))
      .then({ ...erased('read-model'), receiptId: 'another' as ReceiptId, documentId: undefined }));
});
