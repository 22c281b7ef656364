import { ConfigInvalid, describeConfig, loadConfig } from '@ragtime/runtime/config';
import { describe, expect, it } from 'vitest';
import { settings } from './settings.ts';

const load = (environment: Record<string, string | undefined> = {}) => loadConfig(settings, { environment }).config;

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
  return [];
}

describe('the table of settings', () => {
  it('has every default that the documentation names', () => {
    expect(load()).toEqual({
      profile: 'embedded',
      dataFolder: './data',
      host: '127.0.0.1',
      port: 9300,
      bodyBytesPerSecondMin: 256,
      bodyStallSeconds: 60,
      databaseReadersMax: 10,
      databaseWritersMax: 4,
      url: 'http://127.0.0.1:9300',
      roles: [
        'command-api',
        'query-api',
        'operations-api',
        'read-projector',
        'search-projector',
        'orchestrator',
        'parse-worker',
        'console',
      ],
      requestsPerKey: 6_000,
      requestsPerAddress: 3_000,
      limitLoopback: false,
      streamsPerKey: 100,
      installation: 'ragtime',
      nodePort: 9310,
      kafkaTls: false,
      kafkaMechanism: 'none',
      openSearchReplicas: '0',
      s3Region: 'us-east-1',
      s3Encryption: 'bucket',
      s3MakeBucket: false,
      snapshotRecords: 10_000,
      uploadBytesMax: 4 * 1024 ** 3,
      samples: true,
      tracePercent: 100,
      logLevel: 'info',
      logFileBytes: 64 * 1024 ** 2,
    });
  });
  it('takes from the database only what all processes of an installation share', () => {
    const { config, sources } = loadConfig(settings, {
      environment: {},
      database: { port: '3', roles: 'console', vaultKey: 'f'.repeat(64) },
    });
    expect([config.port, sources.roles, config.vaultKey]).toEqual([9_300, 'default', undefined]);
  });
  it('reads a list of roles, each once', () =>
    expect(load({ RAGTIME_ROLES: 'query-api, command-api,query-api' }).roles).toEqual(['query-api', 'command-api']));
});

it.each(['10.0.0.1', '10.0.0.0/8, fd00::/8', 'uniquelocal,loopback', '::1'])('believes the proxies in %s', (value) =>
  expect(load({ RAGTIME_TRUST_PROXY: value }).trustProxy).toEqual(value.split(',').map((network) => network.trim())),
);

describe('a wrong value', () => {
  it.each([
    ['RAGTIME_PORT', '70000', 'RAGTIME_PORT must be a whole number from 0 (any free port) to 65535, not "70000"'],
    ['RAGTIME_SAMPLES', 'yes', 'RAGTIME_SAMPLES must be on or off, not "yes"'],
    ['RAGTIME_PROFILE', 'cloud', 'RAGTIME_PROFILE must be one of embedded, distributed, not "cloud"'],
    ['RAGTIME_URL', 'ftp://x', 'RAGTIME_URL must be an http or https URL, not "ftp://x"'],
    [
      'RAGTIME_KAFKA_BROKERS',
      'one:9092,two',
      'RAGTIME_KAFKA_BROKERS must be one or more host:port, separated by commas, not "one:9092,two"',
    ],
    [
      'RAGTIME_TRUST_PROXY',
      '10.0.0.0/8, 0.0.0.0/0',
      'RAGTIME_TRUST_PROXY must be addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas, not "10.0.0.0/8, 0.0.0.0/0"',
    ],
    ['RAGTIME_REQUESTS_PER_KEY', '0', 'RAGTIME_REQUESTS_PER_KEY must be a whole number from 1 to 100000000, not "0"'],
    [
      'RAGTIME_CORS_ORIGINS',
      'https://app.example.org/page',
      'RAGTIME_CORS_ORIGINS must be one or more origins such as https://app.example.org, separated by commas, or *, not "https://app.example.org/page"',
    ],
    ['RAGTIME_DATA', '  ', 'RAGTIME_DATA must be the path of a folder, not "  "'],
  ])('is reported with its variable and with what is allowed: %s=%s', (variable, value, problem) =>
    expect(problemsOf({ [variable]: value })).toEqual([problem]),
  );
  it.each(['command-api,', 'commandapi', 'ragtime'])('of the roles is refused: %s', (value) =>
    expect(problemsOf({ RAGTIME_ROLES: value })).toHaveLength(1),
  );
});

it('every setting has a row with its bound and its reason', () => {
  const rows = describeConfig(settings, loadConfig(settings, { environment: {} }));
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(settings));
  for (const { bound, reason } of rows) expect([bound.length > 3, reason.length > 5]).toEqual([true, true]);
});

it.each([
  'apiKey',
  'clusterSecret',
  'kafkaPassword',
  'databaseUrl',
  'vaultUrl',
  'vaultKey',
  'openSearchUrl',
  's3AccessKey',
  's3SecretKey',
] as const)('the setting %s is a secret', (name) => expect(settings[name].isSecret).toBe(true));
