import { foldScope } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import * as document from '../../testing/document-examples.ts';
import {
  attemptStarted,
  chunkDeleted,
  chunkEdited,
  created,
  datasetId,
  documentId,
  parsedOnce,
  receiptId,
  registered,
  requested,
  runFailed,
  runId,
  taskDied,
} from '../../testing/document-examples.ts';
import * as tenant from '../../testing/tenant-examples.ts';
import type { Subject } from '../scope.ts';
import type { DocumentTopicCommand, DocumentTopicEvent, TenantTopicCommand, TenantTopicEvent } from '../topics/types.ts';
import { documentRules } from './document/rules.ts';
import { tenantRules } from './tenant/rules.ts';

const ofDataset: Subject = { kind: 'dataset', id: datasetId };
const ofDocument: Subject = { kind: 'document', id: documentId };
const ofRun: Subject = { kind: 'run', id: runId('first-run') };
const ofChunk: Subject = { kind: 'chunk', id: `${documentId}/${document.chunkId}` };
const ofReceipt: Subject = { kind: 'receipt', id: receiptId };

const version = (subject: Subject, ...history: readonly DocumentTopicEvent[]) =>
  documentRules.versionOf(foldScope(documentRules, history), subject);
const tenantVersion = (subject: Subject, ...history: readonly TenantTopicEvent[]) =>
  tenantRules.versionOf(foldScope(tenantRules, history), subject);

const disabled: DocumentTopicEvent = { type: 'DocumentDisabled', datasetId, documentId };
const deleted: DocumentTopicEvent = { type: 'DocumentDeleted', datasetId, documentId, keySlot: registered().keySlot, receiptId };
const erased: DocumentTopicEvent = { type: 'StoreErased', datasetId, receiptId, documentId, store: 'keys', removed: 1 };

describe('the version', () => {
  it.each([ofDataset, ofDocument, ofRun, ofChunk, ofReceipt])('of what has no event yet is 0: $kind', (subject) =>
    expect(version(subject)).toBe(0),
  );
  it('of a document counts what is said of it', () => expect(version(ofDocument, created, registered(), disabled)).toBe(2));
  it('of a document does not move while it is parsed', () => expect(version(ofDocument, ...parsedOnce)).toBe(1));
  it('of a document does not move when a passage is edited', () => expect(version(ofDocument, ...parsedOnce, chunkEdited())).toBe(1));
  it('of a dataset does not move when documents come', () => expect(version(ofDataset, created, registered())).toBe(1));
  it('of a run counts its attempts', () => expect(version(ofRun, created, registered(), requested(), attemptStarted())).toBe(2));
  it('of a run that ended is 0', () => expect(version(ofRun, ...parsedOnce)).toBe(0));
  it('of a run that failed goes on while its dead letter is there', () =>
    expect(version(ofRun, created, registered(), requested(), attemptStarted(), taskDied(), runFailed())).toBe(4));
  it('of a passage counts its edits', () => expect(version(ofChunk, ...parsedOnce, chunkEdited(), chunkEdited())).toBe(2));
  it('of a deleted passage is 0', () => expect(version(ofChunk, ...parsedOnce, chunkEdited(), chunkDeleted())).toBe(0));
  it('of a deleted document is 0', () => expect(version(ofDocument, created, registered(), deleted)).toBe(0));
  it('of a receipt counts the stores that answered', () => expect(version(ofReceipt, created, registered(), deleted, erased)).toBe(1));
  it('of a closed dataset is 0', () =>
    expect(
      version(ofDataset, created, { type: 'DatasetClosed', datasetId, tenantId: document.tenantId, nameHash: created.nameHash, receiptId }),
    ).toBe(0));
  it('of a subject that another topic holds is 0', () => {
    expect(version({ kind: 'tenant', id: datasetId }, created)).toBe(0);
    expect(tenantVersion({ kind: 'dataset', id: tenant.tenantId }, ...tenant.begun)).toBe(0);
  });
  it('of a tenant counts its members coming and going', () =>
    expect(tenantVersion({ kind: 'tenant', id: tenant.tenantId }, ...tenant.begun)).toBe(2));
  it('of an API key ends with it', () => {
    const ofKey: Subject = { kind: 'api-key', id: tenant.apiKeyId };
    const history = [...tenant.begun, tenant.keyCreated()];
    expect(tenantVersion(ofKey, ...history)).toBe(1);
    expect(tenantVersion(ofKey, ...history, { type: 'ApiKeyRevoked', tenantId: tenant.tenantId, apiKeyId: tenant.apiKeyId })).toBe(0);
  });
});

describe('what a command is about', () => {
  const ofDatasetCommand = { type: 'CloseDataset', datasetId, receiptId } as const;
  it.each<readonly [DocumentTopicCommand, Subject]>([
    [ofDatasetCommand, ofDataset],
    [{ type: 'RequestParsing', datasetId, documents: [], keepEdits: false, ifMissing: 'skip' }, ofDataset],
    [document.register(), ofDocument],
    [document.start(), ofDocument],
    [document.addChunk(), ofChunk],
    [{ type: 'ReportErased', datasetId, receiptId, store: 'keys', removed: 1 }, ofReceipt],
    [{ type: 'DiscardDeadLetter', datasetId, documentId, failedRunId: runId('first-run') }, ofRun],
  ])('$type', (command, subject) => expect(documentRules.targetOf(command)).toStrictEqual(subject));

  it.each<readonly [TenantTopicCommand, Subject]>([
    [
      { type: 'RenameTenant', tenantId: tenant.tenantId, name: 'x' },
      { kind: 'tenant', id: tenant.tenantId },
    ],
    [tenant.createKey(), { kind: 'api-key', id: tenant.apiKeyId }],
    [
      { type: 'ReserveDatasetName', tenantId: tenant.tenantId, nameHash: tenant.nameHash, datasetId: tenant.handbook },
      { kind: 'dataset-name', id: tenant.nameHash },
    ],
    [
      { type: 'ReserveEmail', email: tenant.email, userId: tenant.ada },
      { kind: 'email', id: tenant.email },
    ],
    [
      { type: 'RenameUser', userId: tenant.ada, name: tenant.sealed('x') },
      { kind: 'user', id: tenant.ada },
    ],
  ])('$type', (command, subject) => expect(tenantRules.targetOf(command)).toStrictEqual(subject));
});
