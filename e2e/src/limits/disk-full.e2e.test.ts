import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import { outputOf, type Program, startProgram } from '../support/program.ts';

const mebibyte = 1024 * 1024;
let disk: string;
let program: Program;
let ask: Asked;
let documents: string;

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'ragtime-disk-'));
  run('mount', '-t', 'tmpfs', '-o', 'size=640m', 'ragtime-disk', disk);
  program = await startProgram({ folder: join(disk, 'data') });
  ask = askerOf(program);
  documents = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Full' } }), 'datasetId')}/documents`;
});
afterAll(async () => {
  await program.kill();
  // Its children may still be ending.
  run('umount', '--lazy', disk);
  await rm(disk, { recursive: true });
});

/** Fills the disk until only this many bytes are free. */
async function fill(leftBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  const piece = new Uint8Array(64 * 1024);
  const file = openSync(join(disk, `filler-${bavail}`), 'w');
  try {
    for (let left = bavail * bsize - leftBytes; left > 0; left -= piece.length) writeSync(file, piece, 0, Math.min(left, piece.length));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}

const free = (): void => run('sh', '-c', `rm -f '${disk}'/filler-*`);

async function upload(name: string, bytes: number) {
  const form = new FormData();
  form.append('file', new Blob([`The word is ${name.split('.')[0]}. ${'a'.repeat(bytes)}`]), name);
  const response = await fetch(`${program.url}${documents}?parse=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.apiKey}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const isParsed = (name: string) =>
  eventually(`${name} is parsed`, async () =>
    itemsOf(await ask('GET', documents)).some((one) => one['name'] === name && one['status'] === 'parsed') ? true : undefined,
  );

describe('a disk that is full', () => {
  it('refuses uploads with 507 and keeps nothing of them, while commands and reads go on', async () => {
    expect((await upload('heron.txt', 10)).status).toBe(201);
    await isParsed('heron.txt');
    await fill(96 * mebibyte);
    const refused = await upload('refused.txt', mebibyte);
    expect({ status: refused.status, code: at(refused, 'code') }).toStrictEqual({ status: 507, code: 'storage-full' });
    expect(itemsOf(await ask('GET', documents)).map(({ name }) => name)).toStrictEqual(['heron.txt']);
    const id = itemsOf(await ask('GET', documents))[0]?.['documentId'];
    expect((await ask('PATCH', `${documents}/${String(id)}`, { json: { metadata: { kept: 'back for the log' } } })).status).toBe(200);
  });

  it('a task whose artifacts find no room waits with its slot, and goes on by itself once there is room', async () => {
    free();
    const uploaded = await ask('POST', documents, { json: { name: 'merlin.txt', text: 'The word is merlin.' } });
    const documentId = textAt(uploaded, 'items.0.documentId');
    await fill(96 * mebibyte);
    const parse = documents.replace('/documents', '/parse');
    expect((await ask('POST', parse, { json: { documentIds: [documentId] } })).status).toBe(202);
    await eventually('the log says that the task waits for room', async () =>
      (await outputOf(program)).includes('the disk is full; the task waits for room') ? true : undefined,
    );
    const runs = async () => itemsOf(await ask('GET', `${documents}/${documentId}/runs`));
    expect(await runs()).toMatchObject([{ status: 'running' }]);
    free();
    await isParsed('merlin.txt');
    expect(await runs()).toMatchObject([{ run: 1, status: 'parsed' }]);
  });

  it('with no byte left refuses commands too, answers reads, and loses nothing', async () => {
    await fill(0);
    const answers: number[] = [];
    const codes = new Set<unknown>();
    for (let round = 0; round < 200 && answers.at(-1) !== 507; round += 1) {
      const { status, body } = await ask('POST', '/v1/datasets', { json: { name: `Round ${round}`, description: 'x'.repeat(4_000) } });
      answers.push(status);
      if (status !== 201) codes.add(`${status} ${String(at({ body }, 'code'))}`);
    }
    expect([...codes]).toStrictEqual(['507 storage-full']);
    expect((await ask('GET', documents)).status).toBe(200);
    free();
    const after = await eventually('there is room again', async () =>
      (await upload('kestrel.txt', 10)).status === 201 ? true : undefined,
    );
    expect(after).toBe(true);
    await isParsed('kestrel.txt');
    const datasets = itemsOf(await ask('GET', '/v1/datasets?limit=1000')).filter(({ name }) => String(name).startsWith('Round '));
    expect(datasets).toHaveLength(answers.filter((status) => status === 201).length);
    const found = await ask('POST', '/v1/search', { json: { query: 'heron', weights: { vector: 0 } } });
    expect(itemsOf(found)).toHaveLength(1);
  });
});
