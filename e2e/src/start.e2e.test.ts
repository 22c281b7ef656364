import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hangsAfterMs, waitUntil } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './support/code-blocks.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const Ready = z.object({
  ready: z.boolean(),
  roles: z.array(z.object({ role: z.string(), ready: z.boolean(), detail: z.string().optional() })),
});
const readiness = async (url: string) => Ready.parse(await (await fetch(`${url}/readyz`)).json());
const statusWith = async (url: string, key: string) =>
  (await fetch(`${url}/v1/users/me`, { headers: { authorization: `Bearer ${key}` } })).status;

let parent: string;
let port: number;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ragtime-start-'));
  port = await freePort();
});
afterAll(async () => await rm(parent, { recursive: true, force: true }));

/** Runs the program to its end. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'services/ragtime/src/main.ts'), ...args], {
    encoding: 'utf8',
    timeout: hangsAfterMs,
    env: { ...process.env, NO_COLOR: '1', RAGTIME_SAMPLES: 'off', RAGTIME_PORT: String(port), ...environment },
  });
  return { status, stdout, stderr };
}

/** Its output: one line with a code and no stack; any other output unchanged. */
function refusalOf({ status, stderr }: ReturnType<typeof run>) {
  const [, sentence, code] = /^ragtime: ([^\n]+) \[([a-z-]+)\]\n$/.exec(stderr) ?? [];
  return { status, code, sentence: sentence ?? stderr };
}

const refusal = (code: string, sentence: RegExp) => ({ status: 1, code, sentence: expect.stringMatching(sentence) });

describe('a start that cannot be says why and leaves nothing behind', () => {
  it('when the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const folder = join(parent, 'port');
    // In a separate process, since ours is busy waiting: the listener need not answer.
    const refused = run(['serve'], { RAGTIME_DATA: folder, RAGTIME_PORT: String(taken) });
    server.close();
    expect(refusalOf(refused)).toEqual(refusal('port-in-use', new RegExp(`port ${taken} of 127.0.0.1 is in use`)));
    expect(existsSync(folder)).toBe(false);
  });
  it('when the address is not of this machine', () => {
    const folder = join(parent, 'address');
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: folder, RAGTIME_HOST: '203.0.113.7' }))).toEqual(
      refusal('address-unavailable', /203\.0\.113\.7/),
    );
    expect(existsSync(folder)).toBe(false);
  });
  it.each([
    ['a setting', { RAGTIME_PORT: '93OO' }, /RAGTIME_PORT must be a whole number/],
    ['a profile', { RAGTIME_PROFILE: 'cloud' }, /RAGTIME_PROFILE must be one of embedded, distributed/],
    ['what a profile needs', { RAGTIME_PROFILE: 'distributed' }, /also needs RAGTIME_CLUSTER_SECRET, RAGTIME_KAFKA_BROKERS/],
    ['a role that is unknown', { RAGTIME_ROLES: 'query-api,cook' }, /RAGTIME_ROLES must be names out of command-api, .*"query-api,cook"/],
    ['a key', { RAGTIME_API_KEY: 'rt_short' }, /at least 24 visible characters/],
  ])('when %s is wrong', (_, environment, sentence) => {
    const folder = join(parent, 'config');
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: folder, ...environment }))).toEqual(refusal('config-invalid', sentence));
    expect(existsSync(folder)).toBe(false);
  });
  it('when a role on the command line is unknown', () =>
    expect(refusalOf(run(['serve', '--roles', 'cook'], { RAGTIME_DATA: join(parent, 'config') }))).toEqual(
      refusal('config-invalid', /"cook"/),
    ));
  it('when the data folder is a file', async () => {
    const file = join(parent, 'file');
    await writeFile(file, 'mine');
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: file }))).toEqual(refusal('folder-not-writable', /cannot be written/));
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});

describe('a folder', () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram();
  });
  afterAll(async () => await removeProgram(program));
  const again = async (environment: Readonly<Record<string, string>> = {}) => {
    program = await startProgram({ folder: program.folder, environment });
  };

  it('is of one process at a time', async () => {
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: program.folder }))).toEqual(refusal('folder-in-use', /is in use by another process/));
    const reset = run(['keys', 'reset', '--data', program.folder]);
    expect(reset).toMatchObject({ status: 1, stderr: expect.stringMatching(/\[folder-in-use\]/) });
    expect(await readiness(program.url)).toMatchObject({ ready: true });
  });
  it('holds the key of its owner, for its owner only; another in the environment is ignored with a warning', async () => {
    const file = join(program.folder, 'owner.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(program.apiKey);
    const owner = program.apiKey;
    expect(await program.stop()).toEqual({ code: 0 });
    const other = 'rt_another000000000000000000_keyThatNobodyMade';
    await again({ RAGTIME_API_KEY: other });
    expect(await statusWith(program.url, owner)).toBe(200);
    expect(await statusWith(program.url, other)).toBe(401);
    expect(await readFile(`${program.folder}.log`, 'utf8')).toContain('RAGTIME_API_KEY is not a key of this installation; it is ignored');
    expect((await readFile(file, 'utf8')).trim()).toBe(owner);
    await program.stop();
  });
  it('gives its owner a new key without a server, and the old one opens nothing', async () => {
    const before = (await readFile(join(program.folder, 'owner.key'), 'utf8')).trim();
    const { status, stdout } = run(['keys', 'reset', '--data', program.folder]);
    const key = stdout.trim();
    expect({ status, key }).toMatchObject({ status: 0, key: expect.stringMatching(/^rt_/) });
    await again();
    expect([await statusWith(program.url, key), await statusWith(program.url, before)]).toEqual([200, 401]);
    expect((await readFile(join(program.folder, 'owner.key'), 'utf8')).trim()).toBe(key);
    await program.stop();
  });
  it('is served by the roles that were asked for, and no others', async () => {
    await again({ RAGTIME_ROLES: 'command-api,query-api,read-projector' });
    const { roles } = await readiness(program.url);
    expect(roles.map(({ role }) => role).toSorted()).toEqual(['command-api', 'query-api', 'read-projector']);
    expect((await fetch(program.url)).status).toBe(404);
    await program.stop();
  });
  it('without its vault is refused', async () => {
    await rm(join(program.folder, 'vault'), { recursive: true });
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: program.folder }))).toEqual(refusal('vault-missing', /vault/));
  });
  it('of another release is refused, and not touched', () => {
    const file = join(program.folder, 'log', 'log.sqlite');
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99');
    database.close();
    expect(refusalOf(run(['serve'], { RAGTIME_DATA: program.folder }))).toEqual(
      refusal('folder-of-another-release', /it holds format 99, this release needs/),
    );
  });
});

describe('the samples', () => {
  it('that a killed start left are read by the next one, none twice', async () => {
    const documents = async ({ url, apiKey }: Program): Promise<readonly { readonly name: string; readonly status: string }[]> => {
      const ask = async (path: string) => await (await fetch(url + path, { headers: { authorization: `Bearer ${apiKey}` } })).json();
      const datasets = z.object({ items: z.array(z.object({ name: z.string(), datasetId: z.string() })) }).parse(await ask('/v1/datasets'));
      const samples = datasets.items.find(({ name }) => name === 'samples');
      if (samples === undefined) return [];
      const Documents = z.object({ items: z.array(z.object({ name: z.string(), status: z.string() })) });
      return Documents.parse(await ask(`/v1/datasets/${samples.datasetId}/documents?limit=1000`)).items;
    };
    const environment = { RAGTIME_SAMPLES: 'on' };
    const first = await startProgram({ environment });
    await waitUntil('some samples are read', async () => (await documents(first)).some(({ status }) => status === 'parsed'));
    await first.kill();
    const second = await startProgram({ folder: first.folder, environment });
    await waitUntil('the samples are read', async () => !existsSync(join(second.folder, 'samples.unfinished')));
    const read = await documents(second);
    expect(read.length).toBeGreaterThanOrEqual(25);
    expect(new Set(read.map(({ name }) => name)).size).toBe(read.length);
    expect(read.filter(({ status }) => status !== 'parsed')).toEqual([]);
    await second.stop();
    await removeProgram(second);
  });
});
