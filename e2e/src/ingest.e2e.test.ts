import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inOrder, jsonOf, runCommand, startCommand, startOnTerminal } from './support/command-line.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const samples = fileURLToPath(new URL('../../samples/documents', import.meta.url));

interface Report {
  readonly datasetId: string;
  readonly documents: readonly { readonly name: string; readonly kind: string; readonly documentId?: string; readonly code?: string }[];
  readonly removed: readonly string[];
  readonly unfinished: readonly string[];
}

let program: Program;
let folder: string;
let dataset: string;
let count = 0;

beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => await removeProgram(program));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-ingest-'));
  dataset = `files ${(count += 1)}`;
  return async () => await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

const ingest = async (...options: readonly string[]) => await jsonOf<Report>(program, 'ingest', folder, '--dataset', dataset, ...options);
const kindsOf = ({ documents }: Report) => Object.fromEntries(documents.map(({ name, kind }) => [name, kind]));

interface Listed {
  readonly name: string;
  readonly documentId: string;
  readonly revision: number;
  readonly status: string;
  readonly sizeBytes: number;
}

const documents = async (): Promise<readonly Listed[]> =>
  (await jsonOf<{ readonly items: readonly Listed[] }>(program, 'runs', '--dataset', dataset)).items;

async function eventsOf(datasetId: string, type: string): Promise<number> {
  const { stdout } = await runCommand(program, ['events', '--json', '--resource', datasetId, '--type', type]);
  return stdout.split('\n').filter((line) => line !== '').length;
}

describe('ingest', () => {
  it('takes a folder as it is, hidden files aside, and sends nothing twice', async () => {
    await write('one.md', '# One\n\nThe first of them.');
    await write('below/two.txt', 'The second, in a folder.');
    await write('.hidden.txt', 'Nobody is to see it.');
    await write('.git/config.txt', 'Nor this.');
    const first = await ingest();
    expect(kindsOf(first)).toEqual({ 'one.md': 'added', 'below/two.txt': 'added' });
    expect(kindsOf(await ingest())).toEqual({ 'one.md': 'unchanged', 'below/two.txt': 'unchanged' });
    expect(await eventsOf(first.datasetId, 'DocumentRegistered')).toBe(2);
    expect(await eventsOf(first.datasetId, 'DocumentRevised')).toBe(0);
    expect(await eventsOf(first.datasetId, 'ParsingRequested')).toBe(2);
  });

  it('replaces what changed, and leaves the rest alone', async () => {
    await write('same.txt', 'It stays as it is.');
    await write('price.txt', 'The bicycle costs 1,200 euros.');
    const before = await ingest();
    await write('price.txt', 'The bicycle costs 1,500 euros.');
    const after = await ingest();
    expect(kindsOf(after)).toEqual({ 'same.txt': 'unchanged', 'price.txt': 'replaced' });
    const idOf = (report: Report) => report.documents.find(({ name }) => name === 'price.txt')?.documentId;
    expect(idOf(after)).toBe(idOf(before));
    const { stdout } = await runCommand(program, ['search', 'what does the bicycle cost', '--dataset', dataset]);
    expect(stdout).toContain('1,500');
    expect(stdout).not.toContain('1,200');
  });

  it('removes with --prune, and only then, what has no file any more', async () => {
    await write('stays.txt', 'It stays.');
    await write('goes.txt', 'It goes away.');
    await ingest();
    await rm(join(folder, 'goes.txt'));
    expect((await ingest()).removed).toEqual([]);
    expect((await documents()).map(({ name }) => name).toSorted(inOrder)).toEqual(['goes.txt', 'stays.txt']);
    expect((await ingest('--prune')).removed).toEqual(['goes.txt']);
    expect((await documents()).map(({ name }) => name)).toEqual(['stays.txt']);
  });

  it('does not take an empty folder for the wish to remove everything', async () => {
    await write('only.txt', 'The only one.');
    await ingest();
    await rm(join(folder, 'only.txt'));
    const { exitCode, stderr } = await runCommand(program, ['ingest', folder, '--dataset', dataset, '--prune']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no file was found')]);
    expect(await documents()).toHaveLength(1);
  });

  it('removes nothing where it cannot see everything', async () => {
    await write('stays.txt', 'It stays.');
    await write('goes.txt', 'It goes away.');
    await ingest();
    await rm(join(folder, 'goes.txt'));
    const { exitCode, stdout } = await runCommand(program, ['ingest', folder, join(folder, 'lost'), '--dataset', dataset, '--prune']);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('Nothing was removed')]);
    expect(await documents()).toHaveLength(2);
  });

  it('ends with 1 and a list of what failed, and reads the others', async () => {
    const whole = await readFile(join(samples, 'handbook/code-of-conduct.pdf'));
    await writeFile(join(folder, 'cut.pdf'), whole.subarray(0, 3_000));
    await write('good.txt', 'This one can be read.');
    await write('empty.txt', '');
    const { exitCode, stdout } = await runCommand(program, ['ingest', folder, join(folder, 'missing.txt'), '--dataset', dataset]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('3 documents failed:');
    expect(stdout).toMatch(/cut\.pdf: .* \[file-damaged\]/);
    expect(stdout).toMatch(/empty\.txt: .* \[file-empty\]/);
    expect(stdout).toMatch(/missing\.txt: there is no such file or folder \[file-unreadable\]/);
    expect(stdout).toMatch(/good\.txt {2}read: 1 passage/);
  });

  it('goes on after a Ctrl-C in the middle, and has everything once', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `page-${index}.txt`);
    for (const name of names) await write(name, `This is ${name}. ${'It has some words to be read. '.repeat(60)}`);
    const running = startCommand(program, ['ingest', folder, '--dataset', dataset]);
    await running.prints(/\[5\/60\]/);
    running.process.kill('SIGINT');
    const { exitCode, stdout } = await running.ended();
    expect([exitCode, stdout]).toEqual([130, expect.stringContaining('goes on where this one stopped')]);
    expect(stdout).not.toContain('[60/60]');
    const report = await ingest();
    expect(report.documents).toHaveLength(60);
    expect(report.unfinished).toEqual([]);
    expect((await documents()).map(({ status, revision, name }) => [name, status, revision]).toSorted(inOrder)).toEqual(
      names.map((name) => [name, 'parsed', 1]).toSorted(inOrder),
    );
    expect(await eventsOf(report.datasetId, 'DocumentRegistered')).toBe(60);
  });

  it('goes on by itself when the server is killed and comes back', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `page-${index}.txt`);
    for (const name of names) await write(name, `This is ${name}. ${'It has some words to be read. '.repeat(60)}`);
    const doomed = await startProgram();
    const running = startCommand(doomed, ['ingest', folder, '--dataset', dataset]);
    await running.prints(/\[3\/40\]/);
    await doomed.kill();
    const again = await startProgram({ folder: doomed.folder, port: Number(new URL(doomed.url).port) });
    try {
      const { exitCode, stdout } = await running.ended();
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/\nadded +40 /)]);
      const { items } = await jsonOf<{ readonly items: readonly Listed[] }>(again, 'runs', '--dataset', dataset);
      expect(items.map(({ name, status }) => [name, status]).toSorted(inOrder)).toEqual(
        names.map((name) => [name, 'parsed']).toSorted(inOrder),
      );
    } finally {
      await removeProgram(again);
    }
  });

  it('refuses two files that would be one document, before it sends anything', async () => {
    await write('a/same.txt', 'a');
    await write('b/same.txt', 'b');
    const { exitCode, stderr } = await runCommand(program, ['ingest', join(folder, 'a'), join(folder, 'b'), '--dataset', dataset]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('would be one document')]);
    expect((await runCommand(program, ['search', 'x', '--dataset', dataset])).stderr).toContain('there is no dataset called');
  });

  it('follows with --watch what happens to the files, until Ctrl-C', async () => {
    await write('first.txt', 'There from the beginning.');
    const running = startCommand(program, ['ingest', folder, '--dataset', dataset, '--watch', '--prune', '--json']);
    await running.prints(/"added"/);
    await write('below/second.txt', 'It came later.');
    await running.prints(/"below\/second.txt"[^\n]*"added"/);
    await write('first.txt', 'There from the beginning, and changed.');
    await running.prints(/"replaced"/);
    await rm(join(folder, 'below'), { recursive: true });
    await running.prints(/"removed":\["below\/second.txt"\]/);
    running.process.kill('SIGINT');
    expect((await running.ended()).exitCode).toBe(0);
    expect((await documents()).map(({ name }) => name)).toEqual(['first.txt']);
  });

  it('shows a bar a document on a terminal, and plain lines in a pipe', async () => {
    await cp(join(samples, 'products/heron-owners-manual.pdf'), join(folder, 'manual.pdf'));
    const onTerminal = await startOnTerminal(program, ['ingest', folder, '--dataset', dataset]).ended();
    expect(onTerminal.exitCode).toBe(0);
    expect(onTerminal.stdout).toMatch(/manual\.pdf\s.*[█░]{24}/);
    expect(onTerminal.stdout).toMatch(/\/15 pages/);
    expect(onTerminal.stdout).toContain('\u001B[32m✔');
    const piped = await runCommand(program, ['ingest', folder, '--dataset', `${dataset} again`]);
    expect(piped.stdout).toMatch(/^\[1\/1\] ✔ manual\.pdf {2}read: 15 pages/);
    for (const mark of ['\u001B', '░']) expect(piped.stdout).not.toContain(mark);
  });

  it('makes the dataset what the folder is, whatever happened to it', async () => {
    const file = fc.record({ name: fc.constantFrom('a.txt', 'b.md', 'c/a.txt', 'c/d.txt'), text: fc.constantFrom('one', 'two', 'three') });
    const state = fc.uniqueArray(file, { selector: ({ name }) => name, minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 2, maxLength: 4 }), async (states) => {
        for (const files of states) {
          await rm(folder, { recursive: true });
          for (const { name, text } of files) await write(name, `The text of ${name} says ${text.repeat(20)}.`);
          await ingest('--prune');
          const expected = files.map(({ name, text }) => [name, `The text of ${name} says ${text.repeat(20)}.`.length, 'parsed']);
          const there = (await documents()).map(({ name, sizeBytes, status }) => [name, sizeBytes, status]);
          expect(there.toSorted(inOrder)).toEqual(expected.toSorted(inOrder));
        }
      }),
      { numRuns: 2 },
    );
  });
});
