import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrder, jsonOf, runCommand, startCommand } from './support/command-line.ts';
import { ownerKey, type Program, removeProgram, startProgram } from './support/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await startProgram();
  folder = await mkdtemp(join(tmpdir(), 'ragtime-command-line-'));
  await writeFile(join(folder, 'leave.md'), '# Leave\n\n## Parents\n\nEvery parent gets ninety days of leave for each child.\n');
  await writeFile(join(folder, 'bikes.txt'), 'The brake pads of the Heron have to be changed every two thousand kilometres.\n');
  const handbook = join(root, 'samples/documents/handbook/code-of-conduct.pdf');
  await writeFile(join(folder, 'cut.pdf'), (await readFile(handbook)).subarray(0, 3_000));
  await runCommand(program, ['ingest', folder, '--dataset', 'handbook']);
});
afterAll(async () => {
  await removeProgram(program);
  await rm(folder, { recursive: true, force: true });
});

const run = async (...args: readonly string[]) => await runCommand(program, args);

describe('search', () => {
  it('shows passages with their sources', async () => {
    const { exitCode, stdout } = await run('search', 'how many days of leave does a parent get?', '--dataset', 'handbook');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1\. leave\.md, lines? \d/);
    expect(stdout).toMatch(/^ {3}Leave$/m);
    expect(stdout).toContain('ninety days of leave');
  });
  it('marks the words that fit where colours are seen, and not against NO_COLOR', async () => {
    const coloured = await runCommand(program, ['search', 'brake pads'], { FORCE_COLOR: '1' });
    expect(coloured.stdout).toContain('\u001B[1m\u001B[33mbrake\u001B');
    expect((await run('search', 'brake pads')).stdout).not.toContain('\u001B');
    expect((await runCommand(program, ['search', 'brake pads'], { NO_COLOR: '1' })).stdout).not.toContain('\u001B');
  });
  it('gives scores and ids when asked for more', async () => {
    const { stdout } = await run('search', 'brake pads', '--verbose', '--limit', '1');
    expect(stdout).toMatch(/score \d\.\d{3} · .*passage [0-9a-f-]{36} · document [0-9a-f-]{36}/);
  });
  it('names the datasets that there are when one is not', async () => {
    const { exitCode, stderr } = await run('search', 'brake pads', '--dataset', 'handbok');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there are: handbook')]);
  });
});

describe('dead letters', () => {
  interface Letters {
    readonly items: readonly { readonly runId: string; readonly documentName: string }[];
  }
  const list = async () => (await jsonOf<Letters>(program, 'dead-letters', 'list', '--dataset', 'handbook')).items;

  it('are listed with their cause, tried again, and discarded', async () => {
    expect((await run('dead-letters', 'list')).stdout).toMatch(/cut\.pdf .* file-damaged/);
    const [letter] = await list();
    expect((await run('dead-letters', 'replay', letter?.runId ?? '')).exitCode).toBe(0);
    // The second run fails like the first: only an ingest of the same bytes waits for its end.
    expect((await run('ingest', folder, '--dataset', 'handbook')).exitCode).toBe(1);
    const [again] = await list();
    expect(again?.documentName).toBe('cut.pdf');
    expect(again?.runId).not.toBe(letter?.runId);
    expect((await run('dead-letters', 'discard', '--all')).exitCode).toBe(0);
    expect(await list()).toEqual([]);
    expect((await run('dead-letters', 'list')).stdout).toContain('There is no dead letter.');
  });
  it('need to be named, or all of them', async () => {
    expect((await run('dead-letters', 'discard')).exitCode).toBe(2);
    expect((await run('dead-letters', 'discard', 'nonsense')).stderr).toContain('[dead-letter-unknown]');
  });
});

describe('what goes on', () => {
  it('status tells of documents, work, projections and the disk', async () => {
    const { exitCode, stdout } = await run('status');
    expect(exitCode).toBe(0);
    for (const part of [/: ready$/m, /documents {2}3 \(2 parsed, 1 failed\)/, /worker .* slots?/, /search\s+\d+ {2}ok/, /free .* of /])
      expect(stdout).toMatch(part);
    const status = await jsonOf<{ readonly projections: readonly { readonly name: string }[] }>(program, 'status');
    expect(status.projections.map(({ name }) => name).toSorted(inOrder)).toEqual(['audit', 'directory', 'library', 'search']);
  });
  it('events tells what happened to a resource, in order', async () => {
    const { items } = await jsonOf<{ readonly items: readonly { readonly name: string; readonly documentId: string }[] }>(program, 'runs');
    const id = items.find(({ name }) => name === 'leave.md')?.documentId ?? '';
    const { stdout } = await run('events', '--resource', id);
    const types = stdout.split('\n').flatMap((line) => line.split(' ')[1] ?? []);
    expect(types.slice(0, 2)).toEqual(['DocumentRegistered', 'ParsingRequested']);
    expect(types.at(-1)).toBe('DocumentParsed');
  });
  it('events --follow tells what happens from now on, until Ctrl-C', async () => {
    const following = startCommand(program, ['events', '--follow', '--json', '--type', 'DatasetCreated', '--from', '2020-01-01T00:00:00Z']);
    await following.prints(/"DatasetCreated"/);
    await writeFile(join(folder, 'bikes.txt'), 'The brake pads of the Heron have to be changed every two thousand kilometres.\n');
    expect((await run('ingest', join(folder, 'bikes.txt'), '--dataset', 'made while somebody watches')).exitCode).toBe(0);
    const shown = await following.prints(/made while somebody watches/);
    expect(shown.trimEnd().split('\n')).toHaveLength(2);
    following.process.kill('SIGINT');
    expect((await following.ended()).exitCode).toBe(0);
  });
  it('runs tells of the latest of each document, of all of one, and of one with its attempts', async () => {
    expect((await run('runs', '--status', 'failed')).stdout).toMatch(/cut\.pdf +handbook +failed .*file-damaged/);
    const all = await run('runs', '--dataset', 'handbook', '--document', 'leave.md');
    const [, runId = ''] = /([0-9a-f-]{36})/.exec(all.stdout) ?? [];
    expect((await run('runs', runId)).stdout).toMatch(/^Run 1 of document .*: parsed[\s\S]*attempt 1: completed/);
    expect((await run('runs', 'nonsense')).stderr).toContain('[run-unknown]');
  });
  it('rebuild builds every projection anew and shows equal digests', async () => {
    const { exitCode, stdout } = await run('rebuild');
    expect(exitCode).toBe(0);
    for (const name of ['directory', 'library', 'audit', 'search'])
      expect(stdout).toMatch(new RegExp(`✔ ${name} rebuilt in .*: the digests are equal\\n +before {2}([0-9a-f]{64})\\n +after {3}\\1`));
    expect((await run('rebuild', 'nonsense')).exitCode).toBe(2);
  });
});

describe('keys', () => {
  it('are created, may what they may, and are revoked', async () => {
    const { key, apiKeyId } = await jsonOf<{ readonly key: string; readonly apiKeyId: string }>(program, 'keys', 'create', 'a reader');
    const reader = { RAGTIME_API_KEY: key };
    expect((await runCommand(program, ['search', 'brake pads'], reader)).exitCode).toBe(0);
    const refused = await runCommand(program, ['ingest', folder, '--dataset', 'handbook 2'], reader);
    expect([refused.exitCode, refused.stderr]).toEqual([4, expect.stringContaining('[forbidden]')]);
    expect((await run('keys', 'list')).stdout).toContain(apiKeyId);
    expect((await run('keys', 'revoke', apiKeyId)).exitCode).toBe(0);
    expect((await run('keys', 'list')).stdout).not.toContain(apiKeyId);
    expect((await run('keys', 'list', '--revoked')).stdout).toMatch(new RegExp(`${apiKeyId}.*revoked`));
    expect((await runCommand(program, ['search', 'brake pads'], reader)).exitCode).toBe(4);
  });
  it('come from owner.key in the data folder where the server is on this machine', async () => {
    expect((await runCommand(program, ['search', 'brake pads'], { RAGTIME_API_KEY: '' })).exitCode).toBe(0);
    const elsewhere = await runCommand(program, ['search', 'brake pads'], { RAGTIME_API_KEY: '', RAGTIME_DATA: folder });
    expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([4, expect.stringContaining('RAGTIME_API_KEY')]);
  });
});

describe('the installation', () => {
  it('config shows each value with its source, and no secret', async () => {
    const { stdout } = await run('config');
    expect(stdout).toMatch(new RegExp(`RAGTIME_URL +${program.url} +environment`));
    expect(stdout).toMatch(/RAGTIME_HOST +127\.0\.0\.1 +default/);
    expect(stdout).toMatch(/RAGTIME_API_KEY +\*{8} +environment/);
    const everything = [stdout, (await run('config', '--verbose')).stdout, (await run('config', '--json')).stdout].join('');
    expect(everything).not.toContain(ownerKey.slice(3));
    const misspelt = await runCommand(program, ['config'], { RAGTIME_PROT: '1' });
    expect(misspelt.stderr).toContain('RAGTIME_PROT');
  });
  it('doctor finds nothing wrong with a good one, and says how to mend a bad one', async () => {
    const good = await run('doctor');
    expect([good.exitCode, good.stdout]).toEqual([0, expect.stringContaining('✔ server')]);
    const bad = await runCommand(program, ['doctor'], { RAGTIME_API_KEY: 'rt_wrong0000000000000000000000', RAGTIME_PORT: 'x' });
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(/✘ settings +RAGTIME_PORT must be .*\n +→ /);
    expect(bad.stdout).toMatch(/✘ key +.*unauthenticated.*\n +→ set RAGTIME_API_KEY/);
  });
  it('a server that does not answer ends it with 3 and one sentence', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    for (const command of [['status'], ['search', 'x'], ['events', '--follow'], ['rebuild'], ['dead-letters', 'list'], ['keys', 'list']]) {
      const { exitCode, stderr } = await runCommand(program, command, { RAGTIME_URL: url });
      expect([command, exitCode, stderr]).toEqual([command, 3, expect.stringMatching(/^ragtime: no server answers at .*\n$/)]);
    }
    expect((await runCommand(program, ['doctor'], { RAGTIME_URL: url })).stdout).toContain(`no server answers at ${url}`);
  });
  it('a wrong command line ends with 2 and says what is wrong', async () => {
    expect((await run('search')).exitCode).toBe(2);
    expect((await run('serch', 'x')).stderr).toContain('Did you mean search?');
    expect((await run('search', 'x', '--limit', 'many')).stderr).toContain('a whole number from 1 to 100');
  });
  it('every command explains itself with examples', async () => {
    const { stdout } = await run('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+)(?= )/gm)].flatMap(([, name]) =>
      name === undefined || name === 'help' ? [] : [name],
    );
    expect(commands.toSorted(inOrder)).toEqual(
      [
        'backup',
        'config',
        'dead-letters',
        'doctor',
        'events',
        'ingest',
        'keys',
        'rebuild',
        'restore',
        'runs',
        'search',
        'serve',
        'status',
      ].toSorted(inOrder),
    );
    for (const command of commands) {
      const help = await run(command, '--help');
      expect([command, help.exitCode, help.stdout]).toEqual([command, 0, expect.stringMatching(/Examples:\n {2}\$ /)]);
    }
  });
  it('npx and pnpm find it', () => {
    const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}` };
    const { stdout, status } = spawnSync('ragtime', ['--version'], { cwd: root, env, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});
