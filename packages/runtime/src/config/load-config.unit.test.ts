import { describe, expect, it } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { ConfigInvalid, loadConfig } from './load-config.ts';
import { settings } from './settings.ts';

const load = (environment: Record<string, string | undefined> = {}) => loadConfig({ environment }).config;

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
  return [];
}

describe('the config', () => {
  it('has every default that the documentation names', () => {
    expect(load()).toEqual({
      profile: 'embedded',
      dataFolder: './data',
      host: '127.0.0.1',
      port: 9300,
      ragflowPort: 9380,
      ragflowAdminPort: 9381,
      url: 'http://127.0.0.1:9300',
      roles: [
        'command-api',
        'query-api',
        'operations-api',
        'ragflow-api',
        'read-projector',
        'search-projector',
        'orchestrator',
        'parse-worker',
        'console',
      ],
      installation: 'ragtime',
      nodePort: 9310,
      kafkaTls: false,
      kafkaMechanism: 'none',
      openSearchReplicas: '0',
      s3Region: 'us-east-1',
      s3MakeBucket: false,
      snapshotRecords: 10_000,
      uploadBytesMax: 4 * 1024 ** 3,
      samples: true,
      tracePercent: 100,
      logLevel: 'info',
      logFileBytes: 64 * 1024 ** 2,
    });
  });
  it('takes a value from the environment before the file, the file before the database, the database before the default', () => {
    const file = { tracePercent: 2, uploadBytesMax: 2, host: 'file' };
    const database = { tracePercent: '3', uploadBytesMax: '3', snapshotRecords: '30' };
    const { config, sources } = loadConfig({ environment: { RAGTIME_TRACE_PERCENT: '1' }, file, database });
    const { tracePercent, uploadBytesMax, snapshotRecords, host, samples } = config;
    expect([tracePercent, uploadBytesMax, snapshotRecords, host, samples]).toEqual([1, 2, 30, 'file', true]);
    expect([sources.tracePercent, sources.uploadBytesMax, sources.snapshotRecords, sources.samples]).toEqual([
      'environment',
      'file',
      'database',
      'default',
    ]);
  });
  it('takes from the database only what all processes of an installation share', () => {
    const { config, sources } = loadConfig({ environment: {}, database: { port: '3', roles: 'console', vaultKey: 'f'.repeat(64) } });
    expect([config.port, sources.roles, config.vaultKey]).toEqual([9_300, 'default', undefined]);
  });
  it('treats an empty variable as none', () => expect(load({ RAGTIME_PORT: '' }).port).toBe(9300));
  it('reads sizes with and without a unit', () => {
    const read = (text: string) => load({ RAGTIME_UPLOAD_BYTES_MAX: text }).uploadBytesMax;
    expect([read('1000'), read('2 MiB'), read('3gib'), read('5B')]).toEqual([1000, 2 * 1024 ** 2, 3 * 1024 ** 3, 5]);
  });
  it('reads a list of roles, each once', () =>
    expect(load({ RAGTIME_ROLES: 'query-api, command-api,query-api' }).roles).toEqual(['query-api', 'command-api']));
  it('drops the slash at the end of a URL', () =>
    expect(load({ RAGTIME_URL: 'https://rag.example.org/' }).url).toBe('https://rag.example.org'));
  it('names what nobody reads, since it is most likely misspelt', () => {
    const { unknown } = loadConfig({ environment: { RAGTIME_PROT: '1', HOME: '/' }, file: { prot: 1 } });
    expect(unknown).toEqual(['RAGTIME_PROT', 'prot']);
  });
});

describe('a wrong value', () => {
  it.each([
    ['RAGTIME_PORT', '70000', 'RAGTIME_PORT must be a whole number from 0 (any free port) to 65535, not "70000"'],
    ['RAGTIME_PORT', '93OO', 'RAGTIME_PORT must be a whole number from 0 (any free port) to 65535, not "93OO"'],
    ['RAGTIME_PORT', '-1', 'RAGTIME_PORT must be a whole number from 0 (any free port) to 65535, not "-1"'],
    ['RAGTIME_SAMPLES', 'yes', 'RAGTIME_SAMPLES must be on or off, not "yes"'],
    ['RAGTIME_PROFILE', 'cloud', 'RAGTIME_PROFILE must be one of embedded, distributed, not "cloud"'],
    ['RAGTIME_URL', 'ftp://x', 'RAGTIME_URL must be an http or https URL, not "ftp://x"'],
    [
      'RAGTIME_KAFKA_BROKERS',
      'one:9092,two',
      'RAGTIME_KAFKA_BROKERS must be one or more host:port, separated by commas, not "one:9092,two"',
    ],
    ['RAGTIME_DATA', '  ', 'RAGTIME_DATA must be the path of a folder, not "  "'],
  ])('is told with its variable and what is allowed: %s=%s', (variable, value, problem) =>
    expect(problemsOf({ [variable]: value })).toEqual([problem]),
  );
  it.each(['4 GB', '0', 'many', '4.5 GiB', '99999 TiB'])('of a size is refused: %s', (value) =>
    expect(problemsOf({ RAGTIME_UPLOAD_BYTES_MAX: value })).toHaveLength(1),
  );
  it.each(['command-api,', 'commandapi', 'ragtime'])('of the roles is refused: %s', (value) =>
    expect(problemsOf({ RAGTIME_ROLES: value })).toHaveLength(1),
  );
  it('that is secret is not repeated', () => expect(problemsOf({ RAGTIME_API_KEY: 'rt_hunter2' }).join()).not.toContain('hunter2'));
  it('does not hide the other wrong ones', () => expect(problemsOf({ RAGTIME_PORT: 'a', RAGTIME_SAMPLES: 'b' })).toHaveLength(2));
  it('in a file is told by its name and place', () =>
    expect(() => loadConfig({ environment: {}, file: { port: 'x' } })).toThrow('port (from the file) must be a whole number'));
});

describe('the description of the config', () => {
  const rows = describeConfig(loadConfig({ environment: { RAGTIME_API_KEY: 'rt_0123456789abcdefghijklmnop' } }));
  it('has a row a setting, each with bound and reason', () => {
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(settings));
    for (const { bound, reason } of rows) expect([bound.length > 3, reason.length > 5]).toEqual([true, true]);
  });
  it('shows that a secret is there and not what it is', () => {
    const row = rows.find(({ name }) => name === 'apiKey');
    expect(row).toMatchObject({ value: '********', source: 'environment' });
    expect(JSON.stringify(rows)).not.toContain('0123456789abcdef');
    expect(describeConfig(loadConfig({ environment: {} })).find(({ name }) => name === 'apiKey')?.value).toBeUndefined();
  });
  it('shows values as they would be written', () => {
    expect(rows.find(({ name }) => name === 'samples')?.value).toBe('on');
    expect(rows.find(({ name }) => name === 'uploadBytesMax')).toMatchObject({
      value: `${4 * 1024 ** 3}`,
      unit: 'bytes',
      default: '4 GiB',
    });
  });
});
