import { readFile } from 'node:fs/promises';
import type { openS3BlobStore } from '@ragtime/blob-store';
import type { KafkaConnection } from '@ragtime/event-log-kafka';
import { type Config, type SettingName, settings } from '../../config/settings.ts';
import { StartFailure } from '../start-failure.ts';

const needed = [
  'clusterSecret',
  'kafkaBrokers',
  'databaseUrl',
  'vaultUrl',
  'vaultKey',
  'openSearchUrl',
  's3Bucket',
] as const satisfies readonly SettingName[];

/** The configuration of the distributed profile, with every setting that it needs. */
export type DistributedConfig = Config & { readonly [Name in (typeof needed)[number]]-?: NonNullable<Config[Name]> };

/** @throws StartFailure config-invalid, which names every missing setting. */
export function distributedConfigOf(config: Config): DistributedConfig {
  const missing = needed.filter((name) => config[name] === undefined).map((name) => settings[name].variable);
  if (missing.length > 0) throw new StartFailure('config-invalid', `the distributed profile also needs ${missing.join(', ')}`);
  if (config.vaultUrl === config.databaseUrl)
    throw new StartFailure('config-invalid', 'RAGTIME_VAULT_URL must not name the database of the read models, which may be thrown away');
  const { kafkaMechanism: mechanism } = config;
  if (mechanism === 'oauthbearer' && config.kafkaTokenFile === undefined)
    throw new StartFailure('config-invalid', 'oauthbearer as RAGTIME_KAFKA_MECHANISM also needs RAGTIME_KAFKA_TOKEN_FILE');
  const needsPassword = mechanism !== 'none' && mechanism !== 'oauthbearer';
  if (needsPassword && (config.kafkaUser === undefined || config.kafkaPassword === undefined))
    throw new StartFailure(
      'config-invalid',
      `${mechanism} as RAGTIME_KAFKA_MECHANISM also needs RAGTIME_KAFKA_USER and RAGTIME_KAFKA_PASSWORD`,
    );
  if ((config.s3AccessKey === undefined) !== (config.s3SecretKey === undefined))
    throw new StartFailure('config-invalid', 'RAGTIME_S3_ACCESS_KEY and RAGTIME_S3_SECRET_KEY must be set together, or not at all');
  if ((config.s3Encryption === 'key-service') !== (config.s3EncryptionKey !== undefined))
    throw new StartFailure('config-invalid', 'RAGTIME_S3_ENCRYPTION_KEY must be set for RAGTIME_S3_ENCRYPTION=key-service, and only then');
  return config as DistributedConfig;
}

type BucketOptions = Omit<Parameters<typeof openS3BlobStore>[0], 'machine'>;

export function bucketOptionsOf(config: DistributedConfig): BucketOptions {
  const { s3Endpoint: endpoint, s3AccessKey: accessKeyId, s3SecretKey: secretAccessKey } = config;
  const encryption = encryptionOf(config);
  return {
    bucket: config.s3Bucket,
    region: config.s3Region,
    mayCreate: config.s3MakeBucket,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    ...(encryption === undefined ? {} : { encryption }),
  };
}

function encryptionOf({ s3Encryption, s3EncryptionKey: keyId = '' }: DistributedConfig): BucketOptions['encryption'] {
  if (s3Encryption === 'bucket') return undefined;
  return s3Encryption === 'server-keys' ? { kind: 'server-keys' } : { kind: 'key-service', keyId };
}

/** @throws the file system's error when the certificates cannot be read. */
export async function kafkaConnectionOf(config: DistributedConfig): Promise<KafkaConnection> {
  const { kafkaBrokers: brokers, kafkaTls, kafkaCaFile } = config;
  const tls = kafkaCaFile === undefined ? kafkaTls : kafkaTls && { ca: await readFile(kafkaCaFile, 'utf8') };
  const sasl = saslOf(config);
  return { brokers, tls, clientId: config.installation, ...(sasl === undefined ? {} : { sasl }) };
}

function saslOf({
  kafkaMechanism: mechanism,
  kafkaUser: username = '',
  kafkaPassword: password = '',
  kafkaTokenFile = '',
}: DistributedConfig): KafkaConnection['sasl'] {
  if (mechanism === 'none') return undefined;
  if (mechanism !== 'oauthbearer') return { mechanism, username, password };
  return { mechanism, oauthBearerProvider: async () => ({ value: (await readFile(kafkaTokenFile, 'utf8')).trim() }) };
}
