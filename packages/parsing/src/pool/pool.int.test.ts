import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realMachine } from '@ragtime/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Parser, ParserFile } from '../parser.ts';
import { docxOf, paragraph } from '../testing/office.ts';
import { writePdf } from '../testing/write-pdf.ts';
import { createParser } from './create-parser.ts';
import type { ParserOptions } from './options.ts';

/** Generous: a machine that is many times slower than usual still gets there. */
const patience = { timeout: 180_000 };

const mebibyte = 1024 * 1024;
let folder: string;
let parser: Parser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-pool-'));
});
afterEach(async () => {
  await parser?.close();
  parser = undefined;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function start(limits: Partial<ParserOptions> = {}): Parser {
  parser = createParser({ timers: realMachine.timers, ...limits });
  return parser;
}

async function file(name: string, content: string | Uint8Array): Promise<ParserFile> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, name };
}

/** The children of this test's process; vitest has one process for each file. */
async function children(): Promise<readonly number[]> {
  const found: number[] = [];
  const list = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')).trim();
  for (const pid of list.split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(join('child', 'main.ts'))) found.push(Number(pid));
  }
  return found;
}

/** Keeps a child with small memory busy for long, and needs much memory: one value, which no window can cut. */
const heavy = () => `{"a": [${'{"key": [1, "two", {"three": 3}]},'.repeat(700_000)}{}]}`;

let smallFiles = 0;
/** Each call writes a file of its own. A file that is written anew is empty for a moment, in which another task may open it. */
const small = () => file(`small-${(smallFiles += 1)}.md`, '# Title\n\nText.\n');

async function parsesStill(living: Parser): Promise<void> {
  const given = await small();
  const plan = await living.plan(given);
  expect(await living.parse(given, plan, { first: 1, last: 3 })).toMatchObject([{ kind: 'heading' }, { text: 'Text.' }]);
}

describe('a task', () => {
  it('gives the same blocks as parsing in this process, and reports its progress', async () => {
    const given = await file('pages.pdf', writePdf(Array.from({ length: 5 }, (_, n) => [{ text: `Only page ${n + 1}.`, x: 60, y: 200 }])));
    const living = start();
    const plan = await living.plan(given);
    const progress: string[] = [];
    const [window] = plan.windows;
    if (window === undefined) throw new Error('no window');
    const blocks = await living.parse(given, plan, window, { onProgress: (done, of) => progress.push(`${done}/${of}`) });
    expect(blocks).toMatchObject([1, 2, 3, 4, 5].map((page) => ({ text: `Only page ${page}.`, place: { page } })));
    expect(progress).toStrictEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
  });
  it('that takes too long is killed alone, and is retryable', async () => {
    const given = await file('heavy.json', heavy());
    const living = start({ timeoutMs: 100 });
    await expect(living.plan(given)).rejects.toMatchObject({ code: 'parser-timeout', retryable: true });
    await living.close();
    await parsesStill(start());
  });
  it('that takes too much memory is killed alone', async () => {
    const given = await file('heavy.json', heavy());
    const living = start({ memoryBytesMax: 128 * mebibyte });
    await expect(living.plan(given)).rejects.toMatchObject({ code: 'parser-out-of-memory', retryable: true });
    await parsesStill(living);
  });
  it('whose child dies fails as crashed, and the next task gets another child', async () => {
    const given = await file('many.pdf', writePdf(Array.from({ length: 300 }, (_, n) => [{ text: `Page ${n}.`, x: 60, y: 200 }])));
    const living = start();
    const plan = await living.plan(given);
    const [pid] = await children();
    const parsed = living.parse(given, plan, { first: 1, last: 300 }, { onProgress: () => process.kill(pid ?? 0, 'SIGTERM') });
    await expect(parsed).rejects.toMatchObject({ code: 'parser-crashed', retryable: true });
    await parsesStill(living);
    expect(await children()).not.toContain(pid);
  });
  it('that gives too much output is stopped', async () => {
    const given = await file('large.txt', 'A line of text.\n\n'.repeat(1_000));
    const living = start({ outputBytesMax: 2_000 });
    const plan = await living.plan(given);
    await expect(living.parse(given, plan, { first: 1, last: plan.count })).rejects.toMatchObject({ code: 'output-limit' });
    await parsesStill(living);
  });
  it('fails with the same code as in this process when the file is the cause', async () => {
    const living = start();
    await expect(
      living.plan(await file('bomb.docx', docxOf(paragraph('x'), { 'word/bomb.bin': new Uint8Array(64 * mebibyte) }))),
    ).rejects.toMatchObject({
      code: 'expansion-limit',
      retryable: false,
    });
    await expect(living.plan(await file('empty.txt', ''))).rejects.toMatchObject({ code: 'file-empty' });
    await expect(living.plan({ path: join(folder, 'none'), name: 'none' })).rejects.toMatchObject({
      code: 'file-unreadable',
      retryable: true,
    });
  });
});

describe('a cancelled task', () => {
  it('rejects with the reason and leaves no child at work, whether it runs or waits', async () => {
    const given = await file('heavy.json', heavy());
    const living = start({ processes: 1 });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = living.plan(given, running.signal);
    const second = living.plan(given, waiting.signal);
    const third = parsesStill(living);
    waiting.abort(new Error('not wanted any more'));
    await expect(second).rejects.toThrow('not wanted any more');
    running.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    await third;
  });
  it('that was cancelled before it began does nothing', async () => {
    await expect(start().plan(await small(), AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});

describe('children', () => {
  it('are observed: each start, each end with its reason, and the memory of those that work', async () => {
    const seen = { started: 0, ended: [] as string[], bytes: 0 };
    const living = start({
      recycleAfter: 2,
      memoryBytesMax: 128 * mebibyte,
      observer: {
        onStart: () => void (seen.started += 1),
        onEnd: (reason) => void seen.ended.push(reason),
        onMemory: (bytes) => void (seen.bytes = Math.max(seen.bytes, bytes)),
      },
    });
    await parsesStill(living);
    await expect(living.plan(await file('heavy.json', heavy()))).rejects.toMatchObject({ code: 'parser-out-of-memory' });
    await parsesStill(living);
    await living.close();
    // A child that was replaced may end later than the one that the parser closes.
    await vi.waitFor(() => expect(seen.ended).toHaveLength(seen.started));
    expect(seen.ended.toSorted()).toStrictEqual(['closed', 'parser-out-of-memory', 'replaced', 'replaced']);
    expect(seen.bytes).toBeGreaterThan(128 * mebibyte);
  });
  it('are replaced by fresh ones after a number of tasks', async () => {
    const living = start({ recycleAfter: 2 });
    await parsesStill(living);
    const alone = async () =>
      await vi.waitFor(async () => {
        // While a child becomes its program, the system shows no command of it.
        const [pid, ...others] = await children();
        expect([typeof pid, others]).toStrictEqual(['number', []]);
        return pid;
      });
    const before = await alone();
    await parsesStill(living);
    await vi.waitFor(async () => expect(await children()).not.toContain(before));
  });
  it('are as many as the options say, and further tasks wait', async () => {
    const living = start({ processes: 2 });
    await Promise.all(Array.from({ length: 6 }, () => parsesStill(living)));
    await vi.waitFor(async () => expect(await children()).toHaveLength(2), patience);
  });
  it('end when the parser is closed, and open tasks fail', async () => {
    const living = start();
    await parsesStill(living);
    const open = living.plan(await file('heavy.json', heavy()));
    await Promise.all([expect(open).rejects.toMatchObject({ code: 'parser-crashed' }), living.close()]);
    expect(await children()).toStrictEqual([]);
    await expect(living.plan(await small())).rejects.toMatchObject({ code: 'parser-crashed' });
  });
  it('end with their parent, even in the middle of a loop that never ends', async () => {
    const parent = fork(fileURLToPath(new URL('../testing/dying-parent.ts', import.meta.url)), {
      execPath: process.execPath,
      execArgv: [],
    });
    const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }];
    const exited = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exited;
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), patience);
  });
});

it('limits out of their bounds are refused at once', () => {
  expect(() => start({ timeoutMs: 0 })).toThrow(RangeError);
  expect(() => start({ processes: 0 })).toThrow(RangeError);
});
