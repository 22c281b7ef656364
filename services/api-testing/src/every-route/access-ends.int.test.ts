import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { ApiKeyId, DomainCommand, KeyScope, UserId } from '@ragtime/domain';
import { realMachine as machine } from '@ragtime/runtime';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, callerOf } from '../calling/caller.ts';
import { formOf } from '../calling/form.ts';
import { type Apis, startApis } from '../installation/apis.ts';

let world: Apis;
let call: Call;
let baseUrl: string;
let datasetId: string;
let documentId: string;

/** More than the kernel keeps for a reader that does not read. */
const largeBytes = 48 * 1024 * 1024;

beforeAll(async () => {
  world = await startApis({ worker: false });
  call = callerOf(world.app, world.tenant.keys.admin);
  baseUrl = await world.app.listen({ host: '127.0.0.1', port: 0 });
  datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Kept' } }), 'datasetId');
  const form = await formOf([{ name: 'large.txt', text: 'a'.repeat(largeBytes) }]);
  documentId = textAt(await call('POST', `/v1/datasets/${datasetId}/documents`, form), 'items.0.documentId');
});
afterAll(async () => await world.close());

/** Every operation whose answer may be a stream. */
const streams: Readonly<Record<string, { readonly path: () => string; readonly headers?: Record<string, string> }>> = {
  watchProgress: { path: () => '/v1/progress' },
  watchDatasetProgress: { path: () => `/v1/datasets/${datasetId}/progress` },
  listEvents: { path: () => '/v1/events?follow=true' },
  'listEvents as CloudEvents': {
    path: () => '/v1/events?follow=true',
    headers: { accept: 'application/cloudevents-batch+json' },
  },
  getContent: { path: () => `/v1/datasets/${datasetId}/documents/${documentId}/content` },
  'getContent of a range': {
    path: () => `/v1/datasets/${datasetId}/documents/${documentId}/content`,
    headers: { range: `bytes=1-${largeBytes - 1}` },
  },
};

interface Key {
  readonly text: string;
  readonly apiKeyId: ApiKeyId;
  readonly userId: UserId;
}

let made = 0;
async function submit(command: DomainCommand): Promise<void> {
  made += 1;
  const { tenantId } = world.tenant;
  const commandId = commandIdFrom('access ends', made);
  const outcome = await world.bus.submit(
    internalSubmission<DomainCommand>({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: 'test' }),
  );
  expect(outcome.kind).toBe('accepted');
}

/** A key of a member of its own. */
async function makeKey(more: { readonly expiresAt?: string; readonly scopes?: readonly KeyScope[] } = {}): Promise<Key> {
  made += 1;
  const userId = `member-${made}` as UserId;
  await submit({ type: 'AddMember', tenantId: world.tenant.tenantId, userId, role: 'member' });
  const body = { label: 'k', scopes: ['read', 'write'], userId, ...more };
  const created = await call('POST', `/v1/tenants/${world.tenant.tenantId}/api-keys`, { body });
  const text = textAt(created, 'key');
  await eventually('the key opens', async () =>
    (await callerOf(world.app, text)('GET', '/v1/users/me')).status === 401 ? undefined : true,
  );
  return { text, apiKeyId: textAt(created, 'apiKeyId') as ApiKeyId, userId };
}

const isRefused = async ({ text }: Key) =>
  await eventually('the node knows', async () =>
    (await callerOf(world.app, text)('GET', '/v1/users/me')).status === 401 ? true : undefined,
  );
const revoke = async ({ apiKeyId }: Key) => void (await call('DELETE', `/v1/tenants/${world.tenant.tenantId}/api-keys/${apiKeyId}`));

/** Why access ends, and what makes it end. `key` makes the key. */
const reasons: readonly (readonly [string, { readonly key?: () => Promise<Key>; readonly end: (key: Key) => Promise<void> }])[] = [
  ['its key was revoked', { end: revoke }],
  [
    'its key has expired',
    {
      key: async () => await makeKey({ expiresAt: new Date(machine.clock.nowMs() + 3_000).toISOString() }),
      end: async (key) => void (await isRefused(key)),
    },
  ],
  [
    'its member was removed',
    { end: async ({ userId }) => await submit({ type: 'RemoveMember', tenantId: world.tenant.tenantId, userId }) },
  ],
  ['its secret was removed from the vault', { end: async ({ apiKeyId }) => await world.vault.removeCredential(apiKeyId) }],
];

/** Opens a stream, and reads no more than its first piece. */
async function open(path: string, key: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const asked = get(baseUrl + path, { headers: { authorization: `Bearer ${key}`, ...headers }, agent: false });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect([200, 206]).toContain(response.statusCode);
  await once(response, 'readable');
  return response;
}

/** Reads to the end, however the stream ends. */
async function restOf(response: IncomingMessage): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of response) pieces.push(piece as Buffer);
  } catch {
    return { text: Buffer.concat(pieces).toString('utf8'), isWhole: false };
  }
  return { text: Buffer.concat(pieces).toString('utf8'), isWhole: response.complete };
}

it('every operation that answers with a stream is tried', () => {
  const streaming = Object.values(world.app.swagger().paths ?? {}).flatMap((methods) =>
    Object.values(methods as Record<string, { operationId: string; responses: Record<string, { content?: object }> }>)
      .filter(({ responses }) => ['text/event-stream', '*/*'].some((type) => type in (responses['200']?.content ?? {})))
      .map(({ operationId }) => operationId),
  );
  expect([...new Set(streaming)].toSorted()).toEqual([...new Set(Object.keys(streams).map((name) => name.split(' ')[0] ?? ''))].toSorted());
});

describe.each(reasons)('a stream ends when the access of its caller ends: %s', (_, { key: keyOf = makeKey, end }) => {
  it.each(Object.keys(streams))('%s', async (name) => {
    const stream = streams[name];
    if (stream === undefined) throw new Error('no such stream');
    const key = await keyOf();
    const response = await open(stream.path(), key.text, stream.headers);
    await end(key);
    await isRefused(key);
    await call('POST', `/v1/datasets/${datasetId}/documents`, { body: { name: `behind-${made}.txt`, text: 'x' } });
    const rest = await restOf(response);
    expect(rest.text).not.toContain('DocumentRegistered');
    expect(rest.text.length).toBeLessThan(largeBytes - 1);
    // A stream of events ends as usual; a download must not look complete.
    expect(rest.isWhole).toBe(!name.startsWith('getContent'));
  });
});

it('a body that was still on its way is refused, and leaves nothing', async () => {
  const key = await makeKey();
  const path = `/v1/datasets/${datasetId}/documents`;
  const before = await blobs();
  const sending = request(baseUrl + path, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${key.text}`, 'content-type': 'multipart/form-data; boundary=piece', expect: '100-continue' },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  sending.write('--piece\r\ncontent-disposition: form-data; name="file"; filename="late.txt"\r\n\r\nfirst half');
  await revoke(key);
  await isRefused(key);
  sending.end(' and the second\r\n--piece--\r\n');
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(401);
  response.resume();
  expect(itemsOf(await call('GET', `${path}?name=late.txt`))).toEqual([]);
  expect(await blobs()).toEqual(before);
});

async function blobs(): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { path } of world.blobs.list(world.tenant.tenantId)) paths.push(path);
  return paths.toSorted();
}

it('a key that revokes itself gets the answer to that', async () => {
  const { text, apiKeyId } = await makeKey({ scopes: ['admin'] });
  const answer = await callerOf(world.app, text)('DELETE', `/v1/tenants/${world.tenant.tenantId}/api-keys/${apiKeyId}`);
  expect(answer).toMatchObject({ status: 200, body: { apiKeyId } });
});
