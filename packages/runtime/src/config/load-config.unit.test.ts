import { describe, expect, it } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { ConfigInvalid, loadConfig } from './load-config.ts';
import { setting } from './setting.ts';
import { addresses, bytes, httpUrl, namesOf, oneOf, onOff, port, text, whole } from './values.ts';

const reason = 'a reason';
const settings = {
  profile: setting('RAGTIME_PROFILE', oneOf(['embedded', 'distributed']), { default: 'embedded', reason }),
  dataFolder: setting('RAGTIME_DATA', text(/\S/, 'the path of a folder'), { default: './data', reason }),
  host: setting('RAGTIME_HOST', text(/^[a-z0-9.]+$/, 'a host name'), { default: '127.0.0.1', reason }),
  port: setting('RAGTIME_PORT', port, { default: '9300', reason }),
  apiKey: setting('RAGTIME_API_KEY', text(/^rt_[\x21-\x7e]{21,}$/, 'a key'), { default: undefined, reason, isSecret: true }),
  url: setting('RAGTIME_URL', httpUrl, { default: 'http://127.0.0.1:9300', reason }),
  roles: setting('RAGTIME_ROLES', namesOf(['command-api', 'query-api', 'console']), { default: 'command-api,query-api', reason }),
  brokers: setting('RAGTIME_BROKERS', addresses, { default: undefined, reason }),
  uploadBytesMax: setting('RAGTIME_UPLOAD_BYTES_MAX', bytes(1, 1024 ** 4), { default: '4 GiB', reason, isShared: true }),
  snapshotRecords: setting('RAGTIME_SNAPSHOT_RECORDS', whole(10, 10_000), { default: '100', reason, isShared: true }),
  samples: setting('RAGTIME_SAMPLES', onOff, { default: 'on', reason }),
  tracePercent: setting('RAGTIME_TRACE_PERCENT', whole(0, 100), { default: '100', reason, isShared: true }),
};
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

describe('the config', () => {
  it('takes a value from the environment before the file, the file before the database, the database before the default', () => {
    const file = { tracePercent: 2, uploadBytesMax: 2, host: 'file' };
    const database = { tracePercent: '3', uploadBytesMax: '3', snapshotRecords: '30' };
    const { config, sources } = loadConfig(settings, { environment: { RAGTIME_TRACE_PERCENT: '1' }, file, database });
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
    const { config, sources } = loadConfig(settings, {
      environment: {},
      database: { port: '3', roles: 'console', apiKey: `rt_${'f'.repeat(24)}` },
    });
    expect([config.port, sources.roles, config.apiKey]).toEqual([9_300, 'default', undefined]);
  });
  it('treats an empty variable as none', () => expect(load({ RAGTIME_PORT: '' }).port).toBe(9300));
  it('reads sizes with and without a unit', () => {
    const read = (text: string) => load({ RAGTIME_UPLOAD_BYTES_MAX: text }).uploadBytesMax;
    expect([read('1000'), read('2 MiB'), read('3gib'), read('5B')]).toEqual([1000, 2 * 1024 ** 2, 3 * 1024 ** 3, 5]);
  });
  it('reads a list of names, each once', () =>
    expect(load({ RAGTIME_ROLES: 'query-api, command-api,query-api' }).roles).toEqual(['query-api', 'command-api']));
  it('drops the slash at the end of a URL', () =>
    expect(load({ RAGTIME_URL: 'https://rag.example.org/' }).url).toBe('https://rag.example.org'));
  it('names the variables that no setting reads, since they are most likely misspelt', () => {
    const { unknown } = loadConfig(settings, { environment: { RAGTIME_PROT: '1', HOME: '/' }, file: { prot: 1 } });
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
    ['RAGTIME_BROKERS', 'one:9092,two', 'RAGTIME_BROKERS must be one or more host:port, separated by commas, not "one:9092,two"'],
    ['RAGTIME_DATA', '  ', 'RAGTIME_DATA must be the path of a folder, not "  "'],
  ])('is reported with its variable and with what is allowed: %s=%s', (variable, value, problem) =>
    expect(problemsOf({ [variable]: value })).toEqual([problem]),
  );
  it.each(['4 GB', '0', 'many', '4.5 GiB', '99999 TiB'])('of a size is refused: %s', (value) =>
    expect(problemsOf({ RAGTIME_UPLOAD_BYTES_MAX: value })).toHaveLength(1),
  );
  it.each(['command-api,', 'commandapi', 'ragtime'])('of the roles is refused: %s', (value) =>
    expect(problemsOf({ RAGTIME_ROLES: value })).toHaveLength(1),
  );
  it('that is secret is not repeated', () => expect(problemsOf({ RAGTIME_API_KEY: 'rt_hunter2' }).join()).not.toContain('hunter2'));
  it('does not hide other wrong values', () => expect(problemsOf({ RAGTIME_PORT: 'a', RAGTIME_SAMPLES: 'b' })).toHaveLength(2));
  it('in a file is reported by its name and by its source', () =>
    expect(() => loadConfig(settings, { environment: {}, file: { port: 'x' } })).toThrow('port (from the file) must be a whole number'));
});

describe('the description of the config', () => {
  const rows = describeConfig(settings, loadConfig(settings, { environment: { RAGTIME_API_KEY: 'rt_0123456789abcdefghijklmnop' } }));
  it('has one row for each setting', () => {
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(settings));
    expect(rows[3]).toMatchObject({ variable: 'RAGTIME_PORT', bound: 'a whole number from 0 (any free port) to 65535', reason });
  });
  it('shows that a secret is set, but not its value', () => {
    const row = rows.find(({ name }) => name === 'apiKey');
    expect(row).toMatchObject({ value: '********', source: 'environment' });
    expect(JSON.stringify(rows)).not.toContain('0123456789abcdef');
    expect(
      describeConfig(settings, loadConfig(settings, { environment: {} })).find(({ name }) => name === 'apiKey')?.value,
    ).toBeUndefined();
  });
  it('shows values as they would be written in the environment', () => {
    expect(rows.find(({ name }) => name === 'samples')?.value).toBe('on');
    expect(rows.find(({ name }) => name === 'uploadBytesMax')).toMatchObject({
      value: `${4 * 1024 ** 3}`,
      unit: 'bytes',
      default: '4 GiB',
    });
  });
});
