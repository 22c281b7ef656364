import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine } from '@ragtime/runtime';
import { insideBroker, type StartedKafka, startKafka } from '@ragtime/testkit/kafka';
import type { SASLOptions } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKafkaLog } from './kafka-log.ts';

let folder: string;
let kafka: StartedKafka;
let ca: string;

const password = 'a-password-of-the-test';
const jaas = (module: string, rest: string) => `org.apache.kafka.common.security.${module} required ${rest};`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=ragtime-test',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  ca = await readFile(certificate, 'utf8');
  kafka = await startKafka({
    listen: { name: 'SECURE', protocol: 'SASL_SSL' },
    files: { '/tmp/keys/server.pem': `${await readFile(key, 'utf8')}${ca}` },
    environment: {
      KAFKA_LISTENER_NAME_SECURE_SSL_KEYSTORE_TYPE: 'PEM',
      KAFKA_LISTENER_NAME_SECURE_SSL_KEYSTORE_LOCATION: '/tmp/keys/server.pem',
      KAFKA_LISTENER_NAME_SECURE_SASL_ENABLED_MECHANISMS: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
      KAFKA_LISTENER_NAME_SECURE_PLAIN_SASL_JAAS_CONFIG: jaas('plain.PlainLoginModule', `user_ada="${password}"`),
      KAFKA_LISTENER_NAME_SECURE_SCRAM___SHA___256_SASL_JAAS_CONFIG: jaas('scram.ScramLoginModule', ''),
      KAFKA_LISTENER_NAME_SECURE_SCRAM___SHA___512_SASL_JAAS_CONFIG: jaas('scram.ScramLoginModule', ''),
      KAFKA_LISTENER_NAME_SECURE_OAUTHBEARER_SASL_JAAS_CONFIG: jaas(
        'oauthbearer.OAuthBearerLoginModule',
        'unsecuredLoginStringClaim_sub="broker"',
      ),
    },
  });
  for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'])
    await kafka.container.exec([
      '/opt/kafka/bin/kafka-configs.sh',
      '--bootstrap-server',
      insideBroker,
      '--alter',
      '--entity-type',
      'users',
      '--entity-name',
      'ada',
      '--add-config',
      `${mechanism}=[password=${password}]`,
    ]);
});
afterAll(async () => {
  await kafka.container.stop({ timeout: 0 });
  await rm(folder, { recursive: true });
});

/** An unsigned token for a subject. A broker that is set to check no signature accepts it. */
const unsignedToken = (subject: string): string => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const nowS = Math.floor(machine.clock.nowMs() / 1_000);
  return `${encode({ alg: 'none' })}.${encode({ sub: subject, iat: nowS, exp: nowS + 600 })}.`;
};

const open = (sasl: SASLOptions | undefined, tls: boolean | { readonly ca: string } = { ca }) =>
  openKafkaLog({ brokers: [kafka.second], machine, tls, ...(sasl === undefined ? {} : { sasl }), requestTimeoutMs: 2_000 });

const record = { key: 'key', value: Buffer.from('value'), stamp: { at: 0, previous: new Uint8Array(8) } };

describe('a broker that demands TLS and a name', () => {
  it.each<readonly [string, SASLOptions]>([
    ['plain', { mechanism: 'plain', username: 'ada', password }],
    ['scram-sha-256', { mechanism: 'scram-sha-256', username: 'ada', password }],
    ['scram-sha-512', { mechanism: 'scram-sha-512', username: 'ada', password }],
    ['oauthbearer', { mechanism: 'oauthbearer', oauthBearerProvider: async () => await Promise.resolve({ value: unsignedToken('ada') }) }],
  ])('is written to and read from by %s', async (name, sasl) => {
    const log = open(sasl);
    await log.ensureTopics([{ name, partitions: 1 }]);
    const session = await log.openSession(name, 0);
    await session.append([record]);
    expect((await session.read(0, { limit: 10, waitMs: 0 })).records).toHaveLength(1);
    await log.close();
  });

  it.each<readonly [string, SASLOptions | undefined, boolean | undefined]>([
    ['a wrong password', { mechanism: 'plain', username: 'ada', password: 'wrong' }, undefined],
    ['no name', undefined, undefined],
    ['a certificate of an unknown authority', { mechanism: 'plain', username: 'ada', password }, true],
    ['no TLS', { mechanism: 'plain', username: 'ada', password }, false],
  ])('refuses a client with %s, and no message holds the password', async (_name, sasl, tls) => {
    const log = open(sasl, tls ?? { ca });
    const refused = await log.openSession('plain', 0).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'SessionUnavailable' });
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain(password);
    await log.close();
  });
});
