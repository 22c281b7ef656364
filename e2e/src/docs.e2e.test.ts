import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks, root } from './support/code-blocks.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const blocks = codeBlocks();
const of = (language: string) => blocks.filter((block) => block.language === language);
const scratch = join(root, 'e2e', 'src', '.blocks');

let program: Program;
/** The folder for the files that blocks make. */
const backups = mkdtempSync(join(tmpdir(), 'ragtime-blocks-'));
beforeAll(async () => {
  program = await startProgram();
  mkdirSync(scratch, { recursive: true });
});
afterAll(async () => {
  for (const folder of [scratch, backups]) rmSync(folder, { recursive: true, force: true });
  await removeProgram(program);
});

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      RAGTIME_URL: program.url,
      RAGTIME_API_KEY: program.apiKey,
      RAGTIME_DATA: program.folder,
      BACKUPS: backups,
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`,
    },
  });
  return { status, output: stdout + stderr };
}

it('every block has a language that is run or checked here', () => {
  const known = ['sh', 'ts', 'console', 'json', 'mermaid', 'text', 'http'];
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  expect(of('sh').length + of('ts').length).toBeGreaterThan(1);
});

describe('a shell block runs to its end', () => {
  it.each(of('sh'))('$file:$line', ({ code }) => {
    const { status, output } = run('bash', '-euo', 'pipefail', '-c', code);
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});

describe('a TypeScript block runs to its end', () => {
  it.each(of('ts'))('$file:$line', ({ file, line, code }) => {
    const path = join(scratch, `${file.replaceAll(/[^a-z0-9]/gi, '-')}-${line}.ts`);
    writeFileSync(path, code);
    const { status, output } = run(process.execPath, path);
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});

it('every block of JSON parses', () => {
  for (const { code } of of('json')) expect(() => JSON.parse(code)).not.toThrow();
});

it('every command shown to a person is a script of the project', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const shown = of('console')
    .flatMap(({ code }) => code.split('\n'))
    .flatMap((line) => /^\$ (?:npm run|npm|npx pnpm) ([\w:-]+)/.exec(line)?.[1] ?? []);
  expect(shown.filter((name) => name !== 'install' && scripts[name] === undefined)).toEqual([]);
});
