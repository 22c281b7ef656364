import { specification } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import * as example from '../../testing/document-examples.ts';
import { created, datasetId, nameHash, receiptId, settings, tenantId } from '../../testing/document-examples.ts';
import type { DatasetId, ReceiptId } from '../ids.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { ChangeDataset, CreateDataset } from './commands.ts';
import type { DatasetClosed, DatasetEvent } from './events.ts';
import { defaultDatasetSettings, sameSettings } from './settings.ts';

const { given } = specification(documentRules);

const create = (change: Partial<CreateDataset> = {}): CreateDataset => ({ ...created, type: 'CreateDataset', ...change });
const change = (changes: Omit<ChangeDataset, 'type' | 'datasetId'>): ChangeDataset => ({ type: 'ChangeDataset', datasetId, ...changes });
const close = { type: 'CloseDataset', datasetId, receiptId } as const;
const abandon = { type: 'AbandonDataset', datasetId, tenantId } as const;
const fence = (name: string, reservedAtMs = 10) =>
  ({ type: 'FenceDatasetName', datasetId, nameHash: nameHash(name), reservedAtMs }) as const;
const named = (name: string) => ({ name: { name, nameHash: nameHash(name) } });
const reservedAt = (reservedAtMs: number) => ({ name: { ...named('Manual').name, reservedAtMs } });

const closed: DatasetClosed = { type: 'DatasetClosed', datasetId, tenantId, nameHash: nameHash('Handbook'), receiptId };
const abandoned: DatasetEvent = { type: 'DatasetAbandoned', datasetId, tenantId };
const fenced: DatasetEvent = { type: 'DatasetNameFenced', datasetId, nameHash: nameHash('Manual'), reservedAtMs: 10 };
const renamed: DatasetEvent = {
  type: 'DatasetRenamed',
  datasetId,
  name: 'Manual',
  nameHash: nameHash('Manual'),
  previousNameHash: nameHash('Handbook'),
};

describe('a dataset', () => {
  it('is created once', () => given().when(create()).then(created));
  it('changes nothing when it is requested again as it was created', () => given(created).when(create()).thenNothing());
  it('is not created under the id of another', () =>
    given(created)
      .when(create({ nameHash: nameHash('Manual') }))
      .thenRejected('dataset-exists'));
  it('is never created once its id was abandoned', () => given(abandoned).when(create()).thenRejected('dataset-abandoned'));
  it('is never created again once it was closed', () => given(created, closed).when(create()).thenRejected('dataset-closed'));
});

describe('an id that was reserved for a dataset', () => {
  it('is abandoned while no dataset has it', () => given().when(abandon).then(abandoned));
  it('is abandoned only once', () => given(abandoned).when(abandon).thenNothing());
  it('is not abandoned once its dataset exists', () => given(created).when(abandon).thenRejected('dataset-exists'));
  it('needs no abandoning once its dataset was closed: the name may be given back', () =>
    given(created, closed).when(abandon).thenNothing());
});

describe('a change', () => {
  it('of everything is an event each', () =>
    given(created)
      .when(change({ ...named('Manual'), description: 'New', settings: { ...settings, language: 'de' } }))
      .then(
        renamed,
        { type: 'DatasetDescribed', datasetId, description: 'New' },
        { type: 'DatasetSettingsChanged', datasetId, settings: { ...settings, language: 'de' } },
      ));
  it('to what is there already changes nothing', () =>
    given(created)
      .when(change({ ...named('Handbook'), description: 'What everybody should know', settings: { ...settings } }))
      .thenNothing());
  it('of the name to another writing of the same name is a rename that frees nothing', () =>
    given(created)
      .when(change({ name: { name: 'HANDBOOK', nameHash: nameHash('Handbook') } }))
      .then({
        type: 'DatasetRenamed',
        datasetId,
        name: 'HANDBOOK',
        nameHash: nameHash('Handbook'),
        previousNameHash: nameHash('Handbook'),
      }));
  it('takes the description away', () =>
    given(created)
      .when(change({ description: null }))
      .then({ type: 'DatasetDescribed', datasetId, description: undefined }));
  it('cannot take away a description that is not there', () =>
    given({ ...created, description: undefined })
      .when(change({ description: null }))
      .thenNothing());
  it('knows the name that an earlier rename gave', () =>
    given(created, renamed)
      .when(change(named('Manual')))
      .thenNothing());
  it('needs a dataset', () =>
    given()
      .when(change({ description: 'x' }))
      .thenRejected('dataset-unknown'));
  it('is refused in an abandoned dataset', () =>
    given(abandoned)
      .when(change({ description: 'x' }))
      .thenRejected('dataset-unknown'));
  it('is refused in a closed dataset', () =>
    given(created, closed)
      .when(change({ description: 'x' }))
      .thenRejected('dataset-closed'));
});

describe('a name whose rename never followed', () => {
  it('is fenced', () => given(created).when(fence('Manual')).then(fenced));
  it('is fenced once', () => given(created, fenced).when(fence('Manual')).thenNothing());
  it('is fenced again when it was reserved again', () =>
    given(created, fenced)
      .when(fence('Manual', 11))
      .then({ ...fenced, reservedAtMs: 11 }));
  it('is never taken with that reservation', () =>
    given(created, fenced)
      .when(change(reservedAt(10)))
      .thenRejected('dataset-name-fenced'));
  it('is never taken without a reservation', () =>
    given(created, fenced)
      .when(change(named('Manual')))
      .thenRejected('dataset-name-fenced'));
  it('is taken with a later reservation', () =>
    given(created, fenced)
      .when(change(reservedAt(11)))
      .then(renamed));
  it('is refused to a late rename even after a fence was passed', () =>
    given(created, fenced, { ...fenced, reservedAtMs: 11 })
      .when(change(reservedAt(11)))
      .thenRejected('dataset-name-fenced'));
  it('may change its spelling once the dataset has it', () =>
    given(created, fenced, renamed)
      .when(change({ name: { name: 'MANUAL', nameHash: nameHash('Manual') } }))
      .then({ ...renamed, name: 'MANUAL', previousNameHash: nameHash('Manual') }));
  it('is not fenced when the rename followed after all', () =>
    given(created, renamed).when(fence('Manual')).thenRejected('dataset-name-in-use'));
  it('needs no fence in a dataset that was closed', () => given(created, closed).when(fence('Manual')).thenNothing());
  it('leaves other names free', () =>
    given(created, fenced)
      .when(change(named('Guide')))
      .then({ ...renamed, name: 'Guide', nameHash: nameHash('Guide') }));
});

describe('closing', () => {
  it('is one event that fences everything', () =>
    given(...example.parsedOnce)
      .when(close)
      .then(closed));
  it('happens once', () => given(created, closed).when(close).thenRejected('dataset-closed'));
  it('needs a dataset', () => given().when(close).thenRejected('dataset-unknown'));
  it('is refused under the id of a receipt that still waits', () =>
    given(created, example.registered(), {
      type: 'DocumentDeleted',
      datasetId,
      documentId: example.documentId,
      keySlot: example.register().keySlot,
      receiptId,
    })
      .when(close)
      .thenRejected('receipt-exists'));
});

describe('nothing enters', () => {
  const commands = [
    example.register(),
    { type: 'RequestParsing', datasetId, documents: [], keepEdits: false, ifMissing: 'skip' },
    { type: 'CancelParsing', datasetId, documents: [], ifMissing: 'skip' },
    { type: 'DeleteDocument', datasetId, documentId: example.documentId, receiptId: 'another' as ReceiptId },
    example.start(),
    example.complete(),
    example.addChunk(),
  ] as const;
  it.each(commands)('a closed dataset: $type', (command) =>
    given(...example.parsedOnce, closed)
      .when(command)
      .thenRejected('dataset-closed'),
  );
  it.each(commands)('an abandoned dataset: $type', (command) => given(abandoned).when(command).thenRejected('dataset-unknown'));
  it.each(commands)('a dataset that never was: $type', (command) => given().when(command).thenRejected('dataset-unknown'));
});

it('every command of a dataset speaks to its scope', () =>
  expect(documentRules.scopeOf(create({ datasetId: 'x' as DatasetId }))).toBe('x'));

describe('settings differ', () => {
  const { chunking } = defaultDatasetSettings;
  it.each([
    { embeddingModel: 'other' },
    { language: 'de' },
    { priority: 'high' as const },
    { chunking: { ...chunking, chunkTokens: 1 } },
    { chunking: { ...chunking, overlapTokens: 1 } },
    { chunking: { ...chunking, delimiters: ['\n'] } },
    { chunking: { ...chunking, delimiters: chunking.delimiters.toReversed() } },
  ])('in %j', (difference) => expect(sameSettings(settings, { ...settings, ...difference })).toBe(false));
});
