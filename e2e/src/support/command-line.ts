import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ragtime/testkit/eventually';
import type { Program } from './program.ts';

const main = fileURLToPath(new URL('../../../services/ragtime/src/main.ts', import.meta.url));

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Waits until its output matches. */
  prints(what: RegExp): Promise<string>;
  ended(): Promise<Ran>;
}

/** The parts of a program that its callers need. */
export type Reached = Pick<Program, 'url' | 'apiKey' | 'folder'>;

export type Environment = Readonly<Record<string, string>>;

/** Runs `ragtime …` against a program, like a person who has its key. */
export function startCommand(program: Reached, args: readonly string[], environment: Environment = {}): Running {
  return startProcess(process.execPath, [main, ...args], environmentFor(program, environment));
}

/** The same on a terminal of 120 columns, made by `script`. */
export function startOnTerminal(program: Program, args: readonly string[], environment: Environment = {}): Running {
  const quoted = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ');
  const shell = `stty cols 120 rows 30; exec ${quoted}`;
  return startProcess('script', ['-qec', shell, '/dev/null'], { TERM: 'xterm-256color', ...environmentFor(program, environment) });
}

export async function runCommand(program: Reached, args: readonly string[], environment?: Environment): Promise<Ran> {
  return await startCommand(program, args, environment).ended();
}

/** The output of a command with `--json`. The command must end with 0. */
export async function jsonOf<Answer>(program: Reached, ...args: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await runCommand(program, [...args, '--json']);
  if (exitCode !== 0) throw new Error(`ragtime ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Answer;
}

function environmentFor({ url, apiKey, folder }: Reached, more: Environment): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RAGTIME_|NO_COLOR$|FORCE_COLOR$|CI$)/.test(name));
  return { ...Object.fromEntries(inherited), RAGTIME_URL: url, RAGTIME_API_KEY: apiKey, RAGTIME_DATA: folder, ...more };
}

function startProcess(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  return {
    process: child,
    async prints(what) {
      await waitUntil(
        () => `${args.join(' ')} prints ${what}; it printed: ${stdout}${stderr}`,
        async () => {
          if (what.test(stdout)) return true;
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it printed ${what}: ${stdout}${stderr}`);
          return false;
        },
      );
      return stdout;
    },
    async ended() {
      await closed;
      return { exitCode: child.exitCode, stdout, stderr };
    },
  };
}

/** Any order that is always the same: rows are compared as sets. */
export const inOrder = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
