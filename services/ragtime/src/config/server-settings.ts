import { addresses, httpUrl, oneOf, onOff, port, postgresUrl, setting, text, whole } from '@ragtime/runtime/config';

const secret = { isSecret: true, default: undefined } as const;
const anyText = text(/\S/, 'not empty');

/** Settings of the distributed profile: where its servers are, and how nodes reach each other. */
export const serverSettings = {
  installation: setting('RAGTIME_INSTALLATION', text(/^[a-z][a-z0-9-]{0,30}$/, 'a name of small letters, digits and hyphens'), {
    default: 'ragtime',
    reason: 'the prefix of the names of consumer groups and search indexes; each installation on the same servers needs its own',
  }),
  nodeHost: setting('RAGTIME_NODE_HOST', text(/^[A-Za-z0-9.:_-]+$/, 'an address or a host name'), {
    default: undefined,
    reason: 'the address at which the other nodes reach this one; the name of the machine when it is missing',
  }),
  nodePort: setting('RAGTIME_NODE_PORT', port, {
    default: '9310',
    reason: 'the port for calls between nodes: keep it closed to the outside',
  }),
  nodeTlsCertFile: setting('RAGTIME_NODE_TLS_CERT_FILE', anyText, {
    default: undefined,
    reason:
      'the certificate (PEM) of this node for calls between nodes: it names RAGTIME_NODE_HOST. With it, calls between nodes use TLS in both directions',
  }),
  nodeTlsKeyFile: setting('RAGTIME_NODE_TLS_KEY_FILE', anyText, {
    default: undefined,
    reason: 'the private key (PEM) of that certificate',
  }),
  nodeTlsCaFile: setting('RAGTIME_NODE_TLS_CA_FILE', anyText, {
    default: undefined,
    reason: 'the certificates (PEM) of the authority that signed those of all nodes',
  }),
  clusterSecret: setting('RAGTIME_CLUSTER_SECRET', text(/^[\x21-\x7e]{32,}$/, 'at least 32 visible characters'), {
    ...secret,
    reason: 'signs the calls between nodes; the same on all of them',
  }),
  kafkaBrokers: setting('RAGTIME_KAFKA_BROKERS', addresses, {
    default: undefined,
    reason: 'some brokers of the event log; they name the others',
  }),
  kafkaTls: setting('RAGTIME_KAFKA_TLS', onOff, { default: 'off', reason: 'whether connections to the brokers use TLS' }),
  kafkaCaFile: setting('RAGTIME_KAFKA_CA_FILE', anyText, {
    default: undefined,
    reason: 'certificates (PEM) of the authority that signed those of the brokers, when the machine does not trust it already',
  }),
  kafkaMechanism: setting('RAGTIME_KAFKA_MECHANISM', oneOf(['none', 'plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']), {
    default: 'none',
    reason: 'how this program authenticates itself to the brokers',
  }),
  kafkaUser: setting('RAGTIME_KAFKA_USER', anyText, { default: undefined, reason: 'the user name for this mechanism' }),
  kafkaPassword: setting('RAGTIME_KAFKA_PASSWORD', anyText, { ...secret, reason: 'the password for this mechanism' }),
  kafkaTokenFile: setting('RAGTIME_KAFKA_TOKEN_FILE', anyText, {
    default: undefined,
    reason: 'for oauthbearer: the file of the token. It is read again for each connection, so that replacing the file renews the token',
  }),
  databaseUrl: setting('RAGTIME_DATABASE_URL', postgresUrl, {
    ...secret,
    reason: 'the Postgres database of the read models, all of which can be rebuilt from the log',
  }),
  databaseReadersMax: setting('RAGTIME_DATABASE_READERS_MAX', whole(1, 1_000), {
    default: '10',
    reason: 'the most sessions of this process with the read models for reads: more serve more callers at once and cost the server memory',
  }),
  databaseWritersMax: setting('RAGTIME_DATABASE_WRITERS_MAX', whole(1, 100), {
    default: '4',
    reason: 'the most sessions of this process with the read models for projections and rebuilds',
  }),
  vaultUrl: setting('RAGTIME_VAULT_URL', postgresUrl, {
    ...secret,
    reason: 'the Postgres database of the key vault, which cannot be rebuilt; it must not be that of the read models',
  }),
  vaultKey: setting('RAGTIME_VAULT_KEY', text(/^[0-9a-f]{64}$/, '64 hexadecimal digits (openssl rand -hex 32)'), {
    ...secret,
    reason: 'the master key that wraps every key in the vault; keep it apart from that database',
  }),
  openSearchUrl: setting('RAGTIME_OPENSEARCH_URL', httpUrl, {
    ...secret,
    reason: 'the OpenSearch server of the passages, with user and password if it needs them',
  }),
  openSearchReplicas: setting('RAGTIME_OPENSEARCH_REPLICAS', oneOf(['0', '1', '2']), {
    default: '0',
    reason: 'copies of the index besides the first one; with one copy, searches go on when a server is lost',
    isShared: true,
  }),
  s3Bucket: setting('RAGTIME_S3_BUCKET', text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'), {
    default: undefined,
    reason: 'the bucket of originals, artifacts and snapshots, without versioning',
  }),
  s3MakeBucket: setting('RAGTIME_S3_MAKE_BUCKET', onOff, {
    default: 'off',
    reason: 'whether the program creates the bucket if it does not exist',
  }),
  s3Region: setting('RAGTIME_S3_REGION', anyText, { default: 'us-east-1', reason: 'the region of the bucket' }),
  s3Endpoint: setting('RAGTIME_S3_ENDPOINT', httpUrl, {
    default: undefined,
    reason: 'the S3 server; without it, that of Amazon for the region',
  }),
  s3AccessKey: setting('RAGTIME_S3_ACCESS_KEY', anyText, {
    ...secret,
    reason: 'the id of the key for the bucket; when it is missing, the credentials of the machine are used (environment, profile, role)',
  }),
  s3Encryption: setting('RAGTIME_S3_ENCRYPTION', oneOf(['bucket', 'server-keys', 'key-service']), {
    default: 'bucket',
    reason:
      'how the S3 server encrypts objects at rest: as the bucket is set up, by keys of the server (AES256), or by one of its key service (aws:kms)',
  }),
  s3EncryptionKey: setting('RAGTIME_S3_ENCRYPTION_KEY', anyText, {
    default: undefined,
    reason: 'for key-service: the id or the ARN of the key',
  }),
  s3SecretKey: setting('RAGTIME_S3_SECRET_KEY', anyText, { ...secret, reason: 'the secret of that key' }),
};
