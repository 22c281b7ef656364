import type { Principal } from '@ragtime/access';
import { createMemoryBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import { type ApiKeyId, eventPartitions, eventTopicNames, type KeyScope, type TenantId, type UserId } from '@ragtime/domain';
import { createPositionTracker } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine } from '@ragtime/event-log/testing';
import { createMemoryVault } from '@ragtime/key-vault';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ApplicationNeeds,
  type Call,
  createApiKey,
  createDataset,
  type Owners,
  parseDocuments,
  pathsOfUpload,
  registerDocuments,
  reviseDocument,
  startOwners,
  takeIn,
} from './index.ts';
import { commandIdFrom, internalSubmission, payloadHashOf } from './submission/index.ts';

const tenantId = 'tenant' as TenantId;
const account = 'ada' as UserId;
const machine = createVirtualMachine();
let owners: Owners;
let needs: ApplicationNeeds;
let calls = 0;

beforeEach(async () => {
  const log = createMemoryLog({ machine });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions: eventPartitions })));
  owners = await machine.until(startOwners({ log, machine, codec: createCodec() }));
  const tracker = createPositionTracker({ machine });
  needs = {
    bus: owners.bus,
    machine,
    vault: await createMemoryVault({ random: machine.random }),
    blobs: createMemoryBlobStore({ clock: machine.clock }),
    // This read model holds nothing yet. The log decides without it.
    library: {
      getDataset: async () => undefined,
      getDocument: async () => undefined,
      documentsById: async () => new Map(),
      listDocuments: async () => undefined,
      getRun: async () => undefined,
      eventsOfCommand: async () => [],
    },
    passages: { get: async () => ({ chunk: undefined }) },
    trackers: { library: tracker, search: tracker },
    embeddingModels: ['hash'],
  };
  const command = { type: 'CreateTenant', tenantId, name: 'Home', ownerId: account } as const;
  const commandId = commandIdFrom('test', 'tenant');
  await machine.until(
    needs.bus.submit(internalSubmission({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: 'test' })),
  );
});
afterEach(async () => await machine.until(owners.stop()));

/** A call such as any API makes, of a caller that comes by a session. */
function callOf(key?: string, scopes: readonly KeyScope[] = ['read', 'write', 'admin'], payload: unknown = {}): Call {
  calls += 1;
  const principal: Principal = { tenantId, account, via: { kind: 'session', sessionId: 's' }, scopes: new Set(scopes) };
  return {
    principal,
    commandId: commandIdFrom('test', key ?? calls),
    remembered: key !== undefined,
    ifVersion: undefined,
    correlationId: `request-${calls}`,
    traceParent: undefined,
    payloadHash: payloadHashOf(payload),
    fresh: { wait: async () => undefined, readBehind: async (_, read) => await read() },
    signal: new AbortController().signal,
  };
}

const named = (name: string) => ({ name, description: undefined, settings: undefined });

async function datasetNamed(name: string) {
  const created = await machine.until(createDataset(needs, callOf(), named(name)));
  if (created.kind === 'refused') throw new Error(created.code);
  return created.value.datasetId;
}

async function received(call: Call, datasetId: Awaited<ReturnType<typeof datasetNamed>>, text: string) {
  const options = { pathOf: pathsOfUpload(needs, call, datasetId), bytesMax: 1_000, signal: call.signal };
  return await machine.until(takeIn(needs, options, async (write) => await write(0, once(text), 'a.txt', 'text/plain')));
}

describe('use cases without HTTP', () => {
  it('answer a repeat under the same key with the first answer, and refuse the key for something else', async () => {
    const first = await machine.until(createDataset(needs, callOf('k', undefined, 1), named('Handbook')));
    const again = await machine.until(createDataset(needs, callOf('k', undefined, 1), named('Handbook')));
    expect(first).toMatchObject({ kind: 'done', replayed: false, value: { version: 1 } });
    expect(again).toMatchObject({ kind: 'done', replayed: true, value: first.kind === 'done' ? first.value : undefined });
    expect(await machine.until(createDataset(needs, callOf('k', undefined, 2), named('Other')))).toMatchObject({
      kind: 'refused',
      code: 'idempotency-key-reused',
    });
  });

  it('refuse with the codes of the one table, and throw nothing', async () => {
    await datasetNamed('Handbook');
    const taken = await machine.until(createDataset(needs, callOf(), named('handbook')));
    expect(taken).toMatchObject({ kind: 'refused', code: 'dataset-name-taken' });
    const settings = { chunking: { chunkTokens: 100, overlapTokens: 100 } };
    expect(await machine.until(createDataset(needs, callOf(), { ...named('Odd'), settings }))).toMatchObject({
      code: 'request-invalid',
      members: { errors: [{ path: 'settings/chunking/overlapTokens' }] },
    });
    const outOfBounds = { chunking: { chunkTokens: 1 } };
    expect(await machine.until(createDataset(needs, callOf(), { ...named('Odd'), settings: outOfBounds }))).toMatchObject({
      members: { errors: [{ path: 'settings/chunking/chunkTokens' }, { path: 'settings/chunking/overlapTokens' }] },
    });
  });

  it('receive files, make documents and runs of them, and revise them', async () => {
    const datasetId = await datasetNamed('Handbook');
    const call = callOf('upload');
    const taken = await received(call, datasetId, 'one');
    if (taken.kind === 'refused') throw new Error(taken.code);
    const request = { datasetId, files: [taken.received], metadata: undefined, ifExists: 'add', parse: { priority: undefined } } as const;
    const registered = await machine.until(registerDocuments(needs, call, request));
    if (registered.kind === 'refused') throw new Error(registered.code);
    const [file] = registered.value;
    expect(file).toMatchObject({ outcome: 'created', version: 1, runId: expect.any(String) as string });
    if (file === undefined || file.outcome === 'refused') throw new Error('nothing was made');
    const { documentId } = file;
    const other = await received(callOf(), datasetId, 'two');
    if (other.kind === 'refused') throw new Error(other.code);
    const revising = { datasetId, documentId, file: other.received, parse: false };
    expect(await machine.until(reviseDocument(needs, callOf(), revising))).toMatchObject({ value: { outcome: 'revised', revision: 2 } });
    const wanted = { datasetId, wanted: { documentIds: [documentId] }, priority: undefined, keepEdits: false };
    const parsed = await machine.until(parseDocuments(needs, callOf(), wanted));
    expect(parsed.kind === 'done' && parsed.value.get(documentId)?.run).toBe(2);
  });

  it('refuse a file that is too large, and leave nothing of it', async () => {
    const datasetId = await datasetNamed('Handbook');
    expect(await received(callOf(), datasetId, 'x'.repeat(2_000))).toMatchObject({ kind: 'refused', code: 'body-too-large' });
    const left: string[] = [];
    for await (const { path } of needs.blobs.list(tenantId)) left.push(path);
    expect(left).toEqual([]);
  });

  it('let only an operator make a key that operates', async () => {
    const request = { tenantId, label: 'ops', scopes: ['operator'], userId: undefined, expiresAtMs: undefined } as const;
    expect(await machine.until(createApiKey(needs, callOf(), request))).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await machine.until(createApiKey(needs, callOf(undefined, ['operator', 'admin']), request))).toMatchObject({
      kind: 'done',
      value: { scopes: ['operator'], apiKeyId: expect.any(String) as ApiKeyId },
    });
  });
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
