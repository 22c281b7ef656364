import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './support/code-blocks.ts';

const { clock } = realMachine;
/** Figures for the readers of the report. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const readAll = /Ragtime serves[^]*Ragtime serves/;

interface Run {
  readonly npm: ChildProcess;
  readonly startedAtMs: number;
  readonly url: string;
  output(): string;
}

let folder: string;
let port: number;
const groups: number[] = [];
beforeAll(async () => {
  // The installed packages must be those of the lockfile, or the first start would look for a registry.
  spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'services/ragtime/src/main.ts', '--version'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'ragtime-quick-'));
  port = await freePort();
});
afterAll(async () => {
  for (const group of groups.filter(isAlive)) process.kill(-group, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts as a user does, in a process group of its own as a shell does. No registry answers. */
function npmStart(): Run {
  const startedAtMs = clock.monotonicMs();
  const { RAGTIME_API_KEY: _, ...inherited } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      NO_COLOR: '1',
      RAGTIME_DATA: join(folder, 'data'),
      RAGTIME_PORT: String(port),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_update_notifier: 'false',
    },
  });
  if (npm.pid !== undefined) groups.push(npm.pid);
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  return { npm, startedAtMs, url: `http://127.0.0.1:${port}`, output: () => output };
}

/** Whether any process of the group is left. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function answersSearch({ url, npm, output }: Run): Promise<void> {
  await waitUntil('a search is answered', async () => {
    if (npm.exitCode !== null) throw new Error(`npm ended with ${npm.exitCode}: ${output()}`);
    const key = await readFile(join(folder, 'data', 'owner.key'), 'utf8').catch(() => '');
    return await fetch(`${url}/v1/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.trim()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'Where should I forward a phishing mail?', limit: 1 }),
    }).then(
      async (response) => response.ok && (await response.text()).includes('tidepool@larkhaven.example'),
      () => false,
    );
  });
}

async function end({ npm }: Run, signal: NodeJS.Signals, to: 'npm' | 'everybody') {
  const group = npm.pid ?? 0;
  const exited = once(npm, 'exit');
  process.kill(to === 'npm' ? group : -group, signal);
  await exited;
  return { code: npm.exitCode, isAnybodyLeft: isAlive(group) };
}

describe('npm start', () => {
  it('the first time shows a key, reads the samples, asks three questions and serves', async () => {
    const run = npmStart();
    await waitUntil('the samples are read and asked', async () => await Promise.resolve(readAll.test(run.output())));
    const output = run.output();
    expect(output).toMatch(/Your API key, shown only now[^]*\n {4}rt_[0-9a-f]+_[\w-]+\n/);
    expect(output.match(/✔ .* read: /g)?.length).toBeGreaterThanOrEqual(25);
    expect(output).toContain('? How steep a slope can walk assist manage with a full box?\n1. products/heron-owners-manual.pdf, page');
    expect(output.match(/^\? .*\n1\. \w+\/[\w.-]+/gm)).toHaveLength(3);
    say(`npm start, the first time, to three answers: ${((clock.monotonicMs() - run.startedAtMs) / 1_000).toFixed(1)} s`);
    expect(await end(run, 'SIGTERM', 'npm')).toMatchObject({ code: 0, isAnybodyLeft: false });
  });

  it.each([
    ['SIGINT', 'everybody'],
    ['SIGINT', 'npm'],
    ['SIGTERM', 'everybody'],
  ] as const)('again answers a search, reads nothing twice, and ends after %s to %s', async (signal, to) => {
    const run = npmStart();
    await answersSearch(run);
    say(`npm start, again, to an answered search: ${((clock.monotonicMs() - run.startedAtMs) / 1_000).toFixed(2)} s`);
    expect(run.output()).not.toMatch(/API key|Reading the sample|Installing/);
    expect(await end(run, signal, to)).toMatchObject({ code: 0, isAnybodyLeft: false });
  });
});
