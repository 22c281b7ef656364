import type { ApiKeyCreated, KeyScope } from '@ragtime/domain';
import type { Envelope, Meta } from '@ragtime/event-log';
import { expect, it } from 'vitest';
import { createCodec } from '../../codec/codec.ts';
import { catalogueOf } from '../../codec/own-schemas.ts';
import { apiKeyCreated1 } from './ApiKeyCreated.1.ts';

const meta: Meta = {
  subject: { kind: 'api-key', id: 'k' },
  version: 1,
  atMs: 1_000,
  commandId: 'c',
  payloadHash: new Uint8Array(16),
  index: 0,
  count: 1,
  cause: undefined,
  correlationId: 'c',
  tenantId: 't',
  actor: 'system',
  traceParent: undefined,
  remembered: false,
};

function scopesAfterUpgrade(actor: string, scopes: readonly KeyScope[]): readonly KeyScope[] {
  const of = { tenantId: 't', apiKeyId: 'k', userId: 'u', label: 'first', scopes, expiresAtMs: undefined };
  const event = { type: 'ApiKeyCreated', ...of } as unknown as ApiKeyCreated;
  const written = createCodec(catalogueOf({ ApiKeyCreated: [apiKeyCreated1] })).encode({ meta: { ...meta, actor }, event });
  const decoded = createCodec().decode(written);
  if (!decoded.ok) throw new Error(decoded.failure.detail);
  return (decoded.envelope as Envelope<ApiKeyCreated> & { readonly event: ApiKeyCreated }).event.scopes;
}

it('a key of release 0.1.0 that the installation made for its owner goes on operating; keys that people made do not', () => {
  expect(scopesAfterUpgrade('system', ['read', 'write', 'admin'])).toEqual(['read', 'write', 'admin', 'operator']);
  expect(scopesAfterUpgrade('system', ['read'])).toEqual(['read']);
  expect(scopesAfterUpgrade('api-key:k0 user:u', ['read', 'write', 'admin'])).toEqual(['read', 'write', 'admin']);
});
