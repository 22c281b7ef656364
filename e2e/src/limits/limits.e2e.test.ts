import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import { runCommand } from '../support/command-line.ts';
import { overLine, type Said } from '../support/line.ts';
import { type Program, removeProgram, startProgram } from '../support/program.ts';
import { commandCases } from './cases/commands.ts';
import { fileCases } from './cases/files.ts';
import { lineCases, slowBody, slowHead } from './cases/lines.ts';
import { pageFile, pageOf } from './page.ts';

let program: Program;
let ask: Asked;
let documents: string;
/** Takes longer than all other cases: begun first, and checked last. */
let slow: Promise<Said>;

beforeAll(async () => {
  program = await startProgram({ environment: { RAGTIME_BODY_STALL_SECONDS: '5' } });
  ask = askerOf(program);
  slow = overLine(program.url, ['GET /livez HTTP/1.1\r\nhost: he']);
  documents = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Lines' } }), 'datasetId')}/documents`;
});
afterAll(async () => await removeProgram(program));

it('the page says what is tested here: node e2e/src/limits/write-page.ts', async () => {
  expect(await readFile(pageFile, 'utf8')).toBe(pageOf());
});

describe('a line', () => {
  it.each(lineCases)('$what: $status $code', async ({ pieces, status, code }) => {
    const head = (line: string, ...headers: readonly string[]) =>
      `${[`${line} HTTP/1.1`, 'host: 127.0.0.1', `authorization: Bearer ${program.apiKey}`, ...headers].join('\r\n')}\r\n\r\n`;
    const before = itemsOf(await ask('GET', documents)).length;
    const said = await overLine(program.url, pieces(head, documents), status === undefined ? 0 : 1);
    expect(said.statuses).toStrictEqual(status === undefined ? [] : [status]);
    expect(said.text).toContain(code === undefined ? '' : `"code":"${code}"`);
    expect(itemsOf(await ask('GET', documents))).toHaveLength(before);
  });
});

describe('a command', () => {
  it.each(commandCases)('$what: ends with $exitCode', async ({ args, exitCode, says }) => {
    const ran = await runCommand(program, args);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stdout + ran.stderr).toContain(says);
  });
});

describe('a file', () => {
  it('that is bad ends on the command line in a list of those that failed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ragtime-limits-'));
    try {
      const few = fileCases.filter(({ name }) => !name.startsWith('cut-') || name.startsWith('cut-10'));
      for (const { name, bytes } of few) await writeFile(join(folder, name), bytes());
      const ran = await runCommand(program, ['ingest', folder, '--dataset', 'by hand', '--json']);
      expect(ran.exitCode).toBe(1);
      const report = JSON.parse(ran.stdout) as {
        readonly documents: readonly { readonly name: string; readonly kind: string; readonly code?: string }[];
      };
      const found = report.documents.map(({ name, kind, code }) => [name, kind === 'failed' ? code : 'parsed']);
      expect(Object.fromEntries(found)).toStrictEqual(Object.fromEntries(few.map(({ name, ends: end }) => [name, end])));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it(`${slowHead.what}: ${slowHead.status} ${slowHead.code}`, async () => {
  const said = await slow;
  expect(said.statuses).toStrictEqual([slowHead.status]);
  expect(said.text).toContain(`"code":"${slowHead.code}"`);
});

it(`${slowBody.what}: ${slowBody.status} ${slowBody.code}`, async () => {
  const headers = ['host: localhost', `authorization: Bearer ${program.apiKey}`, 'content-length: 1000', 'content-type: application/json'];
  const pieces = [`POST /v1/search HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`, '{"query": "half'];
  const said = await overLine(program.url, pieces, 1);
  expect(said.statuses).toStrictEqual([slowBody.status]);
  expect(said.text).toContain(`"code":"${slowBody.code}"`);
});
