import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { byName, type ServerDocument, stepFor, withoutFile } from './compare.ts';
import type { FoundFile } from './files/walk.ts';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const fileOf = (name: string, text: string): FoundFile => ({ path: `/files/${name}`, name, sizeBytes: text.length, modifiedAtMs: 0 });

const documentOf = (name: string, text: string, more: Partial<ServerDocument> = {}): ServerDocument => ({
  documentId: `document of ${name}`,
  datasetId: 'dataset',
  name,
  metadata: {},
  enabled: true,
  revision: 1,
  sha256: sha256Of(text),
  sizeBytes: text.length,
  mediaType: 'text/plain',
  status: 'parsed',
  progress: 1,
  runId: 'run 1',
  tasks: { total: 1, completed: 1 },
  chunks: 1,
  tokens: 1,
  pages: 0,
  version: 1,
  createdAt: '',
  updatedAt: '',
  ...more,
});

const step = async (text: string, there: readonly ServerDocument[]) =>
  await stepFor(fileOf('a.txt', text), byName(there), async () => sha256Of(text));

describe('a file', () => {
  it('that the server does not have is sent', async () => expect(await step('text', [])).toEqual({ kind: 'upload', replaces: false }));
  it('whose content has only another name on the server is sent', async () =>
    expect(await step('text', [documentOf('b.txt', 'text')])).toEqual({ kind: 'upload', replaces: false }));
  it('with other content of the same size replaces its document', async () =>
    expect(await step('text', [documentOf('a.txt', 'tent')])).toEqual({ kind: 'upload', replaces: true }));
  it('whose present content was read needs nothing', async () =>
    expect(await step('text', [documentOf('a.txt', 'text')])).toMatchObject({ kind: 'nothing' }));
  it.each(['queued', 'running'] as const)('that is %s is waited for, and not requested again', async (status) =>
    expect(await step('text', [documentOf('a.txt', 'text', { status })])).toMatchObject({ kind: 'wait', runId: 'run 1' }),
  );
  it.each(['uploaded', 'failed', 'cancelled'] as const)('whose document is %s is read, and not sent again', async (status) =>
    expect(await step('text', [documentOf('a.txt', 'text', { status })])).toMatchObject({ kind: 'parse' }),
  );
  it('needs nothing when one of several documents of its name has its bytes', async () =>
    expect(await step('text', [documentOf('a.txt', 'else'), documentOf('a.txt', 'text')])).toMatchObject({ kind: 'nothing' }));
  it('of another size than its document is not read', async () => {
    const fingerprint = vi.fn<() => Promise<string>>();
    await stepFor(fileOf('a.txt', 'longer text'), byName([documentOf('a.txt', 'text')]), fingerprint);
    expect(fingerprint).not.toHaveBeenCalled();
  });
});

it('a document is without a file only if no file has its name', () => {
  const documents = [documentOf('a.txt', 'a'), documentOf('b.txt', 'b'), documentOf('c/a.txt', 'c')];
  const left = withoutFile(documents, [fileOf('a.txt', 'changed'), fileOf('c/a.txt', 'c')]);
  expect(left.map(({ name }) => name)).toEqual(['b.txt']);
});
