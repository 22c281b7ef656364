import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';

const main = fileURLToPath(new URL('../../../services/ragtime/src/main.ts', import.meta.url));

export interface Program {
  readonly url: string;
  readonly apiKey: string;
  readonly folder: string;
  readonly process: ChildProcess;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<unknown>;
  /** SIGTERM, then waits. @returns its exit code and how long that took. */
  stop(): Promise<{ readonly code: number | null }>;
  /** SIGKILL, then waits until it is gone. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  /** An existing folder, for a second start. Absent: a fresh one. */
  readonly folder?: string;
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments after `serve`. */
  readonly args?: readonly string[];
}

export const ownerKey = 'rt_owner00000000000000000000_e2eSecretOfTheOwner0123456789';

/** If the caller of a start fails, no process goes on running. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts the whole program as a user would. Its output goes to a file beside its folder. */
export async function spawnProgram(options: ProgramOptions = {}): Promise<Program> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ragtime-e2e-')));
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const output = createWriteStream(join(folder, '..', `${folder.split('/').at(-1)}.log`), { flags: 'a' });
  const child = spawn(process.execPath, [main, 'serve', ...(options.args ?? [])], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      RAGTIME_DATA: folder,
      RAGTIME_PORT: String(port),
      RAGTIME_SAMPLES: 'off',
      RAGTIME_API_KEY: ownerKey,
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const exited = once(child, 'exit');
  running.add(child);
  child.once('exit', () => running.delete(child));
  return {
    url,
    apiKey: options.environment?.['RAGTIME_API_KEY'] ?? ownerKey,
    folder,
    process: child,
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return { code: child.exitCode };
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** As `spawnProgram`, and waits until it is ready. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const program = await spawnProgram(options);
  await untilReady(program);
  return program;
}

/** @throws with the last lines of its output if the program ends before it is ready. */
export async function untilReady({ url, folder, process: child }: Program): Promise<void> {
  await waitUntil(`the program at ${url} is ready`, async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the program ended with ${child.exitCode ?? child.signalCode}: ${await lastLines(folder)}`);
    return fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
}

export async function removeProgram(program: Program): Promise<void> {
  if (program.process.exitCode === null && program.process.signalCode === null) await program.kill();
  await rm(program.folder, { recursive: true, force: true });
  await rm(`${program.folder}.log`, { force: true });
}

/** What the program has written to its output since its first start on the folder. */
export const outputOf = async ({ folder }: Pick<Program, 'folder'>): Promise<string> =>
  await readFile(`${folder}.log`, 'utf8').catch(() => '');

const lastLines = async (folder: string): Promise<string> => (await outputOf({ folder })).split('\n').slice(-15).join('\n');
