import { realMachine } from '@ragtime/runtime';
import { textAt } from '@ragtime/testkit/answers';
import { startApis } from '../installation/apis.ts';
import type { Stage } from './cases.ts';

const uploadBytesMax = 256 * 1024;

/** Two tenants behind real lines, and keys of every kind. */
export async function openStage(): Promise<{ readonly stage: Stage; readonly url: string; close(): Promise<void> }> {
  const world = await startApis({ uploadBytesMax, worker: false });
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const { tenant, other } = world;
  const own = tenant.keys.operator;

  const ask: Stage['ask'] = async (method, path, { key = own, json, form, headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: form }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  };

  const keys = `/v1/tenants/${tenant.tenantId}/api-keys`;
  const expiresAt = new Date(realMachine.clock.nowMs() + 1_000).toISOString();
  const expiring = await ask('POST', keys, { json: { label: 'soon over', scopes: ['read'], expiresAt } });
  const revoked = await ask('POST', keys, { json: { label: 'over', scopes: ['read'] } });
  await ask('DELETE', `${keys}/${textAt(revoked, 'apiKeyId')}`);
  const dataset = await ask('POST', '/v1/datasets', { json: { name: 'Limits' } });
  const datasetId = textAt(dataset, 'datasetId');
  const document = await ask('POST', `/v1/datasets/${datasetId}/documents`, { json: { name: 'first.txt', text: 'The first.' } });
  const stage: Stage = {
    ask,
    datasetId,
    uploadBytesMax,
    documentId: textAt(document, 'items.0.documentId'),
    keys: { own, otherTenant: other.keys.admin, expired: textAt(expiring, 'key'), revoked: textAt(revoked, 'key') },
  };
  for (const key of [stage.keys.expired, stage.keys.revoked])
    while ((await ask('GET', '/v1/datasets', { key })).status !== 401) await realMachine.timers.sleep(100);
  return { stage, url, close: async () => await world.close() };
}
