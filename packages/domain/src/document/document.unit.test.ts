import { foldScope, specification } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import {
  created,
  datasetId,
  documentId,
  nameHash,
  original,
  otherDocumentId,
  parsedOnce,
  receiptId,
  register,
  registered,
  requested,
  runFailed,
  runId,
  sealed,
} from '../../testing/document-examples.ts';
import type { DocumentId, ReceiptId } from '../ids.ts';
import { uploadAgeMaxMs } from '../limits.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { ChangeDocument, ReviseDocument } from './commands.ts';
import type { DocumentDeleted, DocumentEvent } from './events.ts';

const { given } = specification(documentRules);

const revise = (digit: string, uploadedAtMs = 0): ReviseDocument => ({
  type: 'ReviseDocument',
  datasetId,
  documentId,
  original: original(digit),
  uploadedAtMs,
});
const revised = (revision: number, digit: string): DocumentEvent => ({
  type: 'DocumentRevised',
  datasetId,
  documentId,
  revision,
  original: original(digit),
});
const change = (changes: Omit<ChangeDocument, 'type' | 'datasetId' | 'documentId'>): ChangeDocument => ({
  type: 'ChangeDocument',
  datasetId,
  documentId,
  ...changes,
});
const named = (name: string) => ({ name: sealed(name), nameHash: nameHash(name) });
const renamed = (name: string): DocumentEvent => ({ type: 'DocumentRenamed', datasetId, documentId, ...named(name) });
const disabled: DocumentEvent = { type: 'DocumentDisabled', datasetId, documentId };
const remove = { type: 'DeleteDocument', datasetId, documentId, receiptId } as const;
const deleted: DocumentDeleted = { type: 'DocumentDeleted', datasetId, documentId, keySlot: registered().keySlot, receiptId };
const namesake = (id: string) => registered({ documentId: id as DocumentId });

describe('an upload', () => {
  it('registers a document', () => given(created).when(register()).then(registered()));
  it('of a day ago is still taken', () => given(created).when(register(), { atMs: uploadAgeMaxMs }).then(registered()));
  it('older than a day is refused: a sweeper may remove it', () =>
    given(created)
      .when(register(), { atMs: uploadAgeMaxMs + 1 })
      .thenRejected('upload-expired'));
  it('that is repeated under its id, with another copy of its bytes, changes nothing', () =>
    given(created, registered())
      .when(register({ original: original('1', 'another blob') }))
      .thenNothing());
  it('is refused under the id of a document with other bytes', () =>
    given(created, registered())
      .when(register({ original: original('2') }))
      .thenRejected('document-id-taken'));
  it('is refused under the id of a document with another name', () =>
    given(created, registered(), renamed('b.txt')).when(register()).thenRejected('document-id-taken'));
});

describe('a name that is taken', () => {
  it('is shared when the command asks for `add`', () =>
    given(created, registered())
      .when(register({ documentId: otherDocumentId }))
      .then(registered({ documentId: otherDocumentId })));
  it('is refused when the command asks for `refuse`, with the document that has it', () =>
    given(created, registered())
      .when(register({ documentId: otherDocumentId, ifExists: 'refuse' }))
      .thenRejected('document-exists', { documentId }));
  it('by several is refused with the newest of them', () =>
    given(created, registered(), namesake('second'), namesake('third'))
      .when(register({ documentId: otherDocumentId, ifExists: 'refuse' }))
      .thenRejected('document-exists', { documentId: 'third' }));
  it('is free once its document was deleted', () =>
    given(created, registered(), deleted)
      .when(register({ documentId: otherDocumentId, ifExists: 'refuse' }))
      .then(registered({ documentId: otherDocumentId })));
  it('is free once its document was renamed', () =>
    given(created, registered(), renamed('b.txt'))
      .when(register({ documentId: otherDocumentId, ifExists: 'refuse' }))
      .then(registered({ documentId: otherDocumentId })));
  it('stays with the others when one of them is removed, at any place among them', () => {
    for (const gone of ['first', 'second', 'third']) {
      const all = [namesake('first'), namesake('second'), namesake('third')];
      given(created, ...all, { ...deleted, documentId: gone as DocumentId })
        .when(register({ ifExists: 'refuse' }))
        .thenRejected('document-exists', { documentId: gone === 'third' ? 'second' : 'third' });
    }
  });
});

describe('a revision', () => {
  it('with other bytes is one more', () => given(created, registered()).when(revise('2')).then(revised(2, '2')));
  it('with the bytes of the present revision changes nothing', () => given(created, registered()).when(revise('1')).thenNothing());
  it('with the bytes of an earlier revision is one more', () =>
    given(created, registered(), revised(2, '2')).when(revise('1')).then(revised(3, '1')));
  it('older than a day is refused', () =>
    given(created, registered())
      .when(revise('2'), { atMs: uploadAgeMaxMs + 1 })
      .thenRejected('upload-expired'));
  it('needs a document', () => given(created).when(revise('2')).thenRejected('document-unknown'));
});

describe('a change', () => {
  it('of everything is an event each', () =>
    given(created, registered())
      .when(change({ name: named('b.txt'), metadata: sealed('{}'), enabled: false }))
      .then(renamed('b.txt'), { type: 'DocumentMetadataReplaced', datasetId, documentId, metadata: sealed('{}') }, disabled));
  it('to what is there already changes nothing', () =>
    given(created, registered())
      .when(change({ name: named('a.txt'), metadata: null, enabled: true }))
      .thenNothing());
  it('takes metadata away that is there', () =>
    given(created, registered({ metadata: sealed('{}') }))
      .when(change({ metadata: null }))
      .then({ type: 'DocumentMetadataReplaced', datasetId, documentId, metadata: undefined }));
  it('enables a disabled document', () =>
    given(created, registered(), disabled)
      .when(change({ enabled: true }))
      .then({ type: 'DocumentEnabled', datasetId, documentId }));
  it('may give a name that another document has', () =>
    given(created, registered(), registered({ documentId: otherDocumentId, ...named('b.txt') }))
      .when(change({ name: named('b.txt') }))
      .then(renamed('b.txt')));
  it('needs a document', () =>
    given(created)
      .when(change({ enabled: false }))
      .thenRejected('document-unknown'));
});

describe('deleting a document', () => {
  it('is one event', () => given(created, registered()).when(remove).then(deleted));
  it('cancels its open run first, in the same decision', () =>
    given(created, registered(), requested())
      .when(remove)
      .then({ type: 'RunCancelled', datasetId, documentId, run: 1, runId: runId('first-run'), reason: 'document-deleted' }, deleted));
  it('happens once', () => given(created, registered(), deleted).when(remove).thenRejected('document-unknown'));
  it('is refused under the id of a receipt that still waits', () =>
    given(created, registered(), registered({ documentId: otherDocumentId }), { ...deleted, documentId: otherDocumentId })
      .when(remove)
      .thenRejected('receipt-exists'));
  it('leaves nothing of it but its receipt', () => {
    const edited = {
      type: 'ChunkEdited',
      datasetId,
      documentId,
      chunkId: 'chunk' as never,
      run: 1,
      text: undefined,
      enabled: false,
    } as const;
    const second = { run: 2, runId: runId('second-run') };
    const history = [...parsedOnce, edited, requested(second), runFailed(second), deleted];
    const kinds = foldScope(documentRules, history)
      .entries()
      .map(([kind, id]) => [kind, id]);
    expect(kinds).toStrictEqual([
      ['dataset', datasetId],
      ['receipt', receiptId],
    ]);
  });
  it('takes its dead letter along', () =>
    given(created, registered(), requested(), runFailed(), { ...deleted, receiptId: 'another' as ReceiptId })
      .when({ type: 'DiscardDeadLetter', datasetId, documentId, failedRunId: runId('first-run') })
      .thenRejected('document-unknown'));
});
