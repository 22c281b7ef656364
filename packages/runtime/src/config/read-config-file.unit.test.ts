import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from './read-config-file.ts';
import { setting } from './setting.ts';
import { onOff, port, text } from './values.ts';

const reason = 'a reason';
const settings = {
  host: setting('RAGTIME_HOST', text(/^[0-9.]+$/, 'an address'), { default: '127.0.0.1', reason }),
  port: setting('RAGTIME_PORT', port, { default: '9300', reason }),
  samples: setting('RAGTIME_SAMPLES', onOff, { default: 'on', reason }),
};

const folder = mkdtempSync(join(tmpdir(), 'ragtime-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string, name = 'config.json'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the configuration file', () => {
  it('gives the values that the environment lacks, and is named as their source', () => {
    const RAGTIME_CONFIG = fileOf('{ "port": 9400, "host": "0.0.0.0" }');
    const { config, sources, unknown } = readConfig(settings, { RAGTIME_CONFIG, RAGTIME_PORT: '9500' });
    expect([config.port, config.host]).toEqual([9500, '0.0.0.0']);
    expect([sources.port, sources.host, sources.samples]).toEqual(['environment', 'file', 'default']);
    expect(unknown).toEqual([]);
  });
  it.each(['config.yaml', 'config.yml'])('may be YAML: %s', (name) => {
    const RAGTIME_CONFIG = fileOf('# the port of the API\nport: 9400\nsamples: off\nhost: 0.0.0.0\n', name);
    const { config, unknown } = readConfig(settings, { RAGTIME_CONFIG });
    expect([config.port, config.samples, config.host, unknown]).toEqual([9400, false, '0.0.0.0', []]);
  });
  it.each(['- port', 'port: [', 'port: 1\nport: 2', ''])('is refused when it is no map in YAML: %j', (text) =>
    expect(() => readConfig(settings, { RAGTIME_CONFIG: fileOf(text, 'config.yaml') })).toThrow('config.yaml is not a map in YAML'),
  );
  it('may have only one of its names in the working folder', () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      const file = fileOf('port: 9401', 'ragtime.config.yaml');
      expect(readConfig(settings, {}).config.port).toBe(9401);
      const other = fileOf('{}', 'ragtime.config.json');
      expect(() => readConfig(settings, {})).toThrow('several configuration files, ragtime.config.json and ragtime.config.yaml');
      for (const each of [file, other]) rmSync(each);
    } finally {
      process.chdir(before);
    }
  });
  it('may be missing, unless it is named', () => {
    expect(readConfig(settings, {}).config.port).toBe(9300);
    expect(() => readConfig(settings, { RAGTIME_CONFIG: join(folder, 'none.json') })).toThrow('none.json is not there');
  });
  it.each(['{', '[]', '"a"', ''])('is refused when it is not a JSON object: %j', (text) =>
    expect(() => readConfig(settings, { RAGTIME_CONFIG: fileOf(text) })).toThrow('config.json is not a JSON object'),
  );
  it('is refused when it cannot be read', () => expect(() => readConfig(settings, { RAGTIME_CONFIG: folder })).toThrow('cannot be read'));
  it('reports the names that no setting has', () =>
    expect(readConfig(settings, { RAGTIME_CONFIG: fileOf('{ "prot": 1 }') }).unknown).toEqual(['prot']));
});
