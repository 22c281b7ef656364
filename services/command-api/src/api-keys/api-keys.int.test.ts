import { type Apis, type Call, callerOf, startApis } from '@ragtime/api-testing';
import { realMachine as machine } from '@ragtime/runtime';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';

let world: Apis;
let call: Call;
let url: string;

beforeAll(async () => {
  world = await startApis({ worker: false });
  call = callerOf(world.app, world.tenant.keys.admin);
  url = `/v1/tenants/${world.tenant.tenantId}/api-keys`;
});
afterAll(async () => await world.close());

const opens = async (key: string) => (await callerOf(world.app, key)('GET', '/v1/users/me')).status;

it('201: a new key opens what it is for, is listed without its secret, and says who asks', async () => {
  const made = await call('POST', url, { body: { label: 'reader', scopes: ['read', 'read'] } });
  expect(made).toMatchObject({ status: 201, body: { label: 'reader', scopes: ['read'] } });
  const key = textAt(made, 'key');
  expect(key).toMatch(/^rt_[0-9a-f]{24}_[A-Za-z0-9_-]{43}$/);
  await eventually('it opens', async () => ((await opens(key)) === 200 ? true : undefined));
  expect(await callerOf(world.app, key)('GET', '/v1/users/me')).toMatchObject({
    body: {
      userId: world.tenant.userId,
      tenantId: world.tenant.tenantId,
      apiKeyId: textAt(made, 'apiKeyId'),
      scopes: ['read'],
      role: 'owner',
    },
  });
  expect(await callerOf(world.app, key)('POST', '/v1/datasets', { body: { name: 'x' } })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  const listed = itemsOf(await call('GET', url)).find(({ label }) => label === 'reader');
  expect(listed).toMatchObject({ apiKeyId: textAt(made, 'apiKeyId'), scopes: ['read'] });
  expect(JSON.stringify(listed)).not.toContain(key.slice(30));
});

it('403: only an operator gives the right to operate, and an admin that is none operates nothing', async () => {
  const body = { label: 'operations', scopes: ['operator'] };
  expect(await call('POST', url, { body })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  const made = await callerOf(world.app, world.tenant.keys.operator)('POST', url, { body });
  expect(made).toMatchObject({ status: 201, body: { scopes: ['operator'] } });
  const operator = callerOf(world.app, textAt(made, 'key'));
  await eventually('it operates', async () => ((await operator('GET', '/v1/admin/queues')).status === 200 ? true : undefined));
  expect((await operator('GET', '/v1/datasets')).status).toBe(403);
  expect((await call('GET', '/v1/admin/queues')).status).toBe(403);
});

it('200: a revoked key opens nothing from the answer on', async () => {
  const made = await call('POST', url, { body: { label: 'short', scopes: ['read'] } });
  const key = textAt(made, 'key');
  await eventually('it opens', async () => ((await opens(key)) === 200 ? true : undefined));
  expect((await call('DELETE', `${url}/${textAt(made, 'apiKeyId')}`)).status).toBe(200);
  expect(await opens(key)).toBe(401);
  expect((await call('DELETE', `${url}/${textAt(made, 'apiKeyId')}`)).status).toBe(404);
  expect(itemsOf(await call('GET', url)).some(({ label }) => label === 'short')).toBe(false);
  const revoked = itemsOf(await call('GET', `${url}?withRevoked=true`)).find(({ label }) => label === 'short');
  expect(revoked).toHaveProperty('revokedAt');
});

it('an expired key opens nothing', async () => {
  const expiresAt = new Date(machine.clock.nowMs() + 1_500).toISOString();
  const key = textAt(await call('POST', url, { body: { label: 'brief', scopes: ['read'], expiresAt } }), 'key');
  await eventually('it opens', async () => ((await opens(key)) === 200 ? true : undefined));
  expect(await eventually('it is over', async () => ((await opens(key)) === 401 ? true : undefined))).toBe(true);
});

it('400: a key that would have expired already, has no scope, or an unknown one', async () => {
  for (const body of [
    { label: 'x', scopes: ['read'], expiresAt: '2001-01-01T00:00:00.000Z' },
    { label: 'x', scopes: [] },
    { label: 'x', scopes: ['root'] },
  ])
    expect((await call('POST', url, { body })).status).toBe(400);
});

it('404: a key for somebody who is no member opens nothing and leaves nothing', async () => {
  const made = await call('POST', url, { body: { label: 'x', scopes: ['read'], userId: world.other.userId } });
  expect(made).toMatchObject({ status: 404, body: { code: 'member-unknown' } });
});

it('the account reads itself: tenants, members', async () => {
  expect(itemsOf(await call('GET', '/v1/tenants'))).toMatchObject([{ tenantId: world.tenant.tenantId, members: 1 }]);
  expect(itemsOf(await call('GET', `/v1/tenants/${world.tenant.tenantId}/members`))).toMatchObject([
    { userId: world.tenant.userId, role: 'owner' },
  ]);
});
