import { addresses, httpUrl, oneOf, onOff, port, postgresUrl, setting, text } from '@ragtime/runtime/config';

const secret = { isSecret: true, default: undefined } as const;
const anyText = text(/\S/, 'not empty');

/** Of the distributed profile: where its servers are, and how nodes reach each other. */
export const serverSettings = {
  installation: setting('RAGTIME_INSTALLATION', text(/^[a-z][a-z0-9-]{0,30}$/, 'a name of small letters, digits and hyphens'), {
    default: 'ragtime',
    reason: 'leads the names of consumer groups and search indexes; other installations on the same servers need another one',
  }),
  nodeHost: setting('RAGTIME_NODE_HOST', text(/^[A-Za-z0-9.:_-]+$/, 'an address or a host name'), {
    default: undefined,
    reason: 'where the other nodes reach this one; the name of the machine when it is missing',
  }),
  nodePort: setting('RAGTIME_NODE_PORT', port, {
    default: '9310',
    reason: 'the port that nodes keep for each other: not to be reached from outside',
  }),
  clusterSecret: setting('RAGTIME_CLUSTER_SECRET', text(/^[\x21-\x7e]{32,}$/, 'at least 32 visible characters'), {
    ...secret,
    reason: 'signs the calls between nodes; the same on all of them',
  }),
  kafkaBrokers: setting('RAGTIME_KAFKA_BROKERS', addresses, {
    default: undefined,
    reason: 'brokers of the event log; the others are learned from these',
  }),
  kafkaTls: setting('RAGTIME_KAFKA_TLS', onOff, { default: 'off', reason: 'whether brokers are spoken to by TLS' }),
  kafkaCaFile: setting('RAGTIME_KAFKA_CA_FILE', anyText, {
    default: undefined,
    reason: 'certificates (PEM) that vouch for the brokers, where the machine does not trust them by itself',
  }),
  kafkaMechanism: setting('RAGTIME_KAFKA_MECHANISM', oneOf(['none', 'plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']), {
    default: 'none',
    reason: 'how this program proves to brokers who it is',
  }),
  kafkaUser: setting('RAGTIME_KAFKA_USER', anyText, { default: undefined, reason: 'the name for that' }),
  kafkaPassword: setting('RAGTIME_KAFKA_PASSWORD', anyText, { ...secret, reason: 'the password for that' }),
  kafkaTokenFile: setting('RAGTIME_KAFKA_TOKEN_FILE', anyText, {
    default: undefined,
    reason: 'for oauthbearer: the file of the token, read again at each connection, so that whoever renews it replaces the file',
  }),
  databaseUrl: setting('RAGTIME_DATABASE_URL', postgresUrl, {
    ...secret,
    reason: 'the Postgres database of the read models, all of which can be made anew from the log',
  }),
  vaultUrl: setting('RAGTIME_VAULT_URL', postgresUrl, {
    ...secret,
    reason: 'the Postgres database of the key vault, which cannot be made anew: another one than that of the read models',
  }),
  vaultKey: setting('RAGTIME_VAULT_KEY', text(/^[0-9a-f]{64}$/, '64 hexadecimal digits (openssl rand -hex 32)'), {
    ...secret,
    reason: 'the master key that wraps every key in the vault; kept apart from its database',
  }),
  openSearchUrl: setting('RAGTIME_OPENSEARCH_URL', httpUrl, {
    ...secret,
    reason: 'the OpenSearch server of the passages, with user and password where it wants them',
  }),
  openSearchReplicas: setting('RAGTIME_OPENSEARCH_REPLICAS', oneOf(['0', '1', '2']), {
    default: '0',
    reason: 'copies of the index beside itself: for searches that go on while a server is lost',
    isShared: true,
  }),
  s3Bucket: setting('RAGTIME_S3_BUCKET', text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'), {
    default: undefined,
    reason: 'the bucket of originals, artifacts and snapshots, without versioning',
  }),
  s3MakeBucket: setting('RAGTIME_S3_MAKE_BUCKET', onOff, {
    default: 'off',
    reason: 'whether a bucket that is not there is made',
  }),
  s3Region: setting('RAGTIME_S3_REGION', anyText, { default: 'us-east-1', reason: 'the region of the bucket' }),
  s3Endpoint: setting('RAGTIME_S3_ENDPOINT', httpUrl, {
    default: undefined,
    reason: 'the S3 server, where it is not that of Amazon for the region',
  }),
  s3AccessKey: setting('RAGTIME_S3_ACCESS_KEY', anyText, {
    ...secret,
    reason: 'the id of the key for the bucket; what the machine has (environment, profile, role) when it is missing',
  }),
  s3SecretKey: setting('RAGTIME_S3_SECRET_KEY', anyText, { ...secret, reason: 'the secret of that key' }),
};
