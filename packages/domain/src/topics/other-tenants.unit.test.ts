import { foldScope } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import { addChunk, created, datasetId, documentId, tenantId as owner, registered } from '../../testing/document-examples.ts';
import type { DocumentTopicCommand, DocumentTopicEvent } from '../topics/types.ts';
import { documentRules } from './document/rules.ts';

const commands: readonly DocumentTopicCommand[] = [
  { type: 'ChangeDataset', datasetId, description: 'mine now' },
  { type: 'ChangeDocument', datasetId, documentId, enabled: false },
  { type: 'RequestParsing', datasetId, documents: [], keepEdits: false, ifMissing: 'skip' },
  addChunk(),
];
const history: readonly DocumentTopicEvent[] = [created, registered()];
const scope = () => foldScope(documentRules, history);
const asked = (command: DocumentTopicCommand, tenantId: string | undefined) =>
  documentRules.decide(command, scope(), { atMs: 0, ...(tenantId === undefined ? {} : { tenantId }) });
const isHidden = (command: DocumentTopicCommand, tenantId: string) => documentRules.isHidden?.(command, scope(), { atMs: 0, tenantId });

describe('a dataset of another tenant', () => {
  it.each(commands)('is unknown to $type, and its version is not revealed', (command) => {
    expect(asked(command, 'stranger')).toStrictEqual({ kind: 'rejected', reason: 'dataset-unknown' });
    expect(isHidden(command, 'stranger')).toBe(true);
  });
});

describe('a dataset of one’s own', () => {
  it.each(commands)('is known to $type', (command) => {
    expect(asked(command, owner)).not.toMatchObject({ reason: 'dataset-unknown' });
    expect(isHidden(command, owner)).toBe(false);
  });
});

it('an unknown dataset is not hidden: the rule itself rejects it as unknown', () => {
  const empty = foldScope(documentRules, []);
  const command: DocumentTopicCommand = { type: 'ChangeDataset', datasetId, description: 'x' };
  expect(documentRules.isHidden?.(command, empty, { atMs: 0, tenantId: 'stranger' })).toBe(false);
  expect(documentRules.decide(command, empty, { atMs: 0, tenantId: 'stranger' })).toMatchObject({
    kind: 'rejected',
    reason: 'dataset-unknown',
  });
});
