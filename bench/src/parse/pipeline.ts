import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeProgram, startProgram } from '@ragtime/e2e/program';
import { realMachine } from '@ragtime/runtime';
import { timed } from '../shared/figures.ts';
import { ask } from '../shared/filled-folder.ts';
import { pdfOf } from './documents.ts';

export interface PipelineFigures {
  readonly pages: number;
  readonly bareMs: number;
  readonly pipelineMs: number;
}

const bareChild = fileURLToPath(new URL('./bare-child.ts', import.meta.url));

/** Measures PDFs through the whole program, from the request to parse them until all can be found, and two processes that only read them. */
export async function measurePipeline(files: number, pagesOfFile: number): Promise<PipelineFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-pipeline-'));
  const paths: string[] = [];
  const bytes: Uint8Array[] = [];
  for (let number = 0; number < files; number += 1) {
    const of = pdfOf(pagesOfFile, number * pagesOfFile);
    bytes.push(of);
    paths.push(join(folder, `${number}.pdf`));
    await writeFile(paths[number] ?? '', of);
  }
  const half = Math.ceil(files / 2);
  const { ms: bareMs } = await timed(
    async () =>
      await Promise.all(
        [paths.slice(0, half), paths.slice(half)].map(async (some) => await once(spawn(process.execPath, [bareChild, ...some]), 'exit')),
      ),
  );
  await rm(folder, { recursive: true });
  const program = await startProgram();
  const { datasetId } = (await (await ask(program, 'POST', '/v1/datasets', { name: 'Pages' })).json()) as { readonly datasetId: string };
  const documentIds: string[] = [];
  for (const [number, of] of bytes.entries()) {
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(of)]), `${number}.pdf`);
    const response = await fetch(`${program.url}/v1/datasets/${datasetId}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.apiKey}` },
      body: form,
    });
    const { items } = (await response.json()) as { readonly items: readonly { readonly documentId: string }[] };
    documentIds.push(...items.map(({ documentId }) => documentId));
  }
  const { ms: pipelineMs } = await timed(async () => {
    await ask(program, 'POST', `/v1/datasets/${datasetId}/parse`, { documentIds });
    const isParsed = async () => {
      const { items } = (await (await ask(program, 'GET', `/v1/datasets/${datasetId}/documents?limit=100`)).json()) as {
        readonly items: readonly { readonly status: string }[];
      };
      if (items.some(({ status }) => status === 'failed')) throw new Error('a document could not be read');
      return items.every(({ status }) => status === 'parsed');
    };
    while (!(await isParsed())) await realMachine.timers.sleep(50);
  });
  await removeProgram(program);
  return { pages: files * pagesOfFile, bareMs, pipelineMs };
}
