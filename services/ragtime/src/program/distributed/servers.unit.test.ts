import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProgramConfig } from '../../config/read-program-config.ts';
import { bucketOptionsOf, distributedConfigOf, kafkaConnectionOf } from './servers.ts';

const complete = {
  RAGTIME_PROFILE: 'distributed',
  RAGTIME_CLUSTER_SECRET: 's'.repeat(32),
  RAGTIME_KAFKA_BROKERS: 'kafka:9092',
  RAGTIME_DATABASE_URL: 'postgres://ragtime@postgres/rows',
  RAGTIME_VAULT_URL: 'postgres://ragtime@postgres/vault',
  RAGTIME_VAULT_KEY: '0'.repeat(64),
  RAGTIME_OPENSEARCH_URL: 'http://opensearch:9200',
  RAGTIME_S3_BUCKET: 'ragtime',
};
const configOf = (environment: Readonly<Record<string, string>>) =>
  distributedConfigOf(readProgramConfig({ ...complete, ...environment }).config);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-servers-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

it.each([
  ['the password of a mechanism', { RAGTIME_KAFKA_MECHANISM: 'plain', RAGTIME_KAFKA_USER: 'ada' }, 'RAGTIME_KAFKA_PASSWORD'],
  ['the token of oauthbearer', { RAGTIME_KAFKA_MECHANISM: 'oauthbearer' }, 'RAGTIME_KAFKA_TOKEN_FILE'],
  ['half of the key of the bucket', { RAGTIME_S3_ACCESS_KEY: 'a' }, 'together'],
  ['the key of a key service', { RAGTIME_S3_ENCRYPTION: 'key-service' }, 'RAGTIME_S3_ENCRYPTION_KEY'],
  ['the use of the key of a key service', { RAGTIME_S3_ENCRYPTION_KEY: 'key-1' }, 'RAGTIME_S3_ENCRYPTION=key-service'],
  ['a vault of its own', { RAGTIME_VAULT_URL: complete.RAGTIME_DATABASE_URL }, 'RAGTIME_VAULT_URL'],
])('a configuration without %s is refused, and the error names the missing setting', (_what, environment, says) => {
  expect(() => configOf(environment)).toThrow(says);
});

it.each([
  ['bucket', {}, undefined],
  ['server-keys', {}, { kind: 'server-keys' }],
  ['key-service', { RAGTIME_S3_ENCRYPTION_KEY: 'key-1' }, { kind: 'key-service', keyId: 'key-1' }],
])('%s as the encryption of the bucket reaches the store', (encryption, more, options) => {
  expect(bucketOptionsOf(configOf({ RAGTIME_S3_ENCRYPTION: encryption, ...more })).encryption).toEqual(options);
});

it('the token is read from its file at each connection', async () => {
  const file = join(folder, 'token');
  const { sasl } = await kafkaConnectionOf(configOf({ RAGTIME_KAFKA_MECHANISM: 'oauthbearer', RAGTIME_KAFKA_TOKEN_FILE: file }));
  if (sasl?.mechanism !== 'oauthbearer') throw new Error('another mechanism was chosen');
  await writeFile(file, 'first\n');
  expect(await sasl.oauthBearerProvider()).toEqual({ value: 'first' });
  await writeFile(file, 'second\n');
  expect(await sasl.oauthBearerProvider()).toEqual({ value: 'second' });
});
