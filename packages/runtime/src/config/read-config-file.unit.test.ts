import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig, readConfigAndDatabase } from './read-config-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ragtime-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, 'config.json');
  writeFileSync(file, text);
  return file;
}

describe('the configuration file', () => {
  it('gives what the environment does not, and its place is shown', () => {
    const RAGTIME_CONFIG = fileOf('{ "port": 9400, "host": "0.0.0.0" }');
    const { config, sources, unknown } = readConfig({ RAGTIME_CONFIG, RAGTIME_PORT: '9500' });
    expect([config.port, config.host]).toEqual([9500, '0.0.0.0']);
    expect([sources.port, sources.host, sources.samples]).toEqual(['environment', 'file', 'default']);
    expect(unknown).toEqual([]);
  });
  it('need not be there, unless it is named', () => {
    expect(readConfig({}).config.port).toBe(9300);
    expect(() => readConfig({ RAGTIME_CONFIG: join(folder, 'none.json') })).toThrow('none.json is not there');
  });
  it.each(['{', '[]', '"a"', ''])('is refused when it is no JSON object: %j', (text) =>
    expect(() => readConfig({ RAGTIME_CONFIG: fileOf(text) })).toThrow('config.json is no JSON object'),
  );
  it('is refused when it cannot be read', () => expect(() => readConfig({ RAGTIME_CONFIG: folder })).toThrow('cannot be read'));
  it('names what nobody reads', () => expect(readConfig({ RAGTIME_CONFIG: fileOf('{ "prot": 1 }') }).unknown).toEqual(['prot']));
});

describe("the installation's database", () => {
  const distributed = { RAGTIME_PROFILE: 'distributed', RAGTIME_VAULT_URL: 'postgresql://vault.example/ragtime' };

  it('gives what neither environment nor file does', async () => {
    const asked: string[] = [];
    const { config, sources } = await readConfigAndDatabase({ ...distributed, RAGTIME_TRACE_PERCENT: '3' }, async (url) => {
      asked.push(url);
      return { uploadBytesMax: '10 B', tracePercent: '9' };
    });
    expect([config.uploadBytesMax, sources.uploadBytesMax, config.tracePercent]).toEqual([10, 'database', 3]);
    expect(asked).toEqual([distributed.RAGTIME_VAULT_URL]);
  });
  it('is named with a value that is out of bounds', async () => {
    const reading = readConfigAndDatabase(distributed, async () => ({ uploadBytesMax: 'many' }));
    await expect(reading).rejects.toThrow(/^uploadBytesMax \(from the database\) must be .*, not "many"$/u);
  });
  it('is not asked for where there is none', async () => {
    const never = async () => await Promise.reject(new Error('asked'));
    expect((await readConfigAndDatabase({}, never)).config.profile).toBe('embedded');
    expect((await readConfigAndDatabase({ RAGTIME_PROFILE: 'distributed' }, never)).config.vaultUrl).toBeUndefined();
  });
});
