import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Machine } from '@ragtime/runtime';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../../../samples', import.meta.url));

const Dataset = z.looseObject({ datasetId: z.string() });
const Documents = z.looseObject({ items: z.array(z.looseObject({ name: z.string(), status: z.string() })) });
const Questions = z.looseObject({ shown: z.array(z.looseObject({ question: z.string() })) });
const Found = z.looseObject({
  items: z.array(z.looseObject({ documentId: z.string(), text: z.string(), pages: z.array(z.number()).nullish() })),
  documents: z.array(z.looseObject({ documentId: z.string(), name: z.string() })),
});

export interface SamplesOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly machine: Machine;
  readonly say: (line: string) => void;
}

/** Reads the shipped handbook into a dataset over the same API that everybody uses, and asks it three questions. */
export async function ingestSamples({ url, apiKey, machine, say }: SamplesOptions): Promise<void> {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const isForm = body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'idempotency-key': `samples-${method}-${path.replaceAll(/[^\w-]/g, '-')}`.slice(0, 190),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const { datasetId } = Dataset.parse(
    await ask('POST', '/v1/datasets', { name: 'samples', description: 'The handbook of Larkhaven Cargo Bikes' }),
  );
  const form = new FormData();
  for (const name of globSync('documents/**/*.*', { cwd: folder }).toSorted())
    form.append('file', new Blob([await readFile(join(folder, name))]), name.slice('documents/'.length));
  const path = `/v1/datasets/${datasetId}/documents`;
  await ask('POST', `${path}?parse=true&ifExists=skip`, form);
  for (let shown = -1; ; ) {
    const { items } = Documents.parse(await ask('GET', `${path}?limit=200`));
    const ended = items.filter(({ status }) => status === 'parsed' || status === 'failed').length;
    if (ended !== shown) say(`${bar(ended, items.length)} ${ended} of ${items.length} sample documents read`);
    shown = ended;
    if (ended === items.length) break;
    await machine.timers.sleep(500);
  }
  const questions = Questions.parse(JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8')));
  for (const { question } of questions.shown) {
    const { items, documents } = Found.parse(await ask('POST', '/v1/search', { query: question, datasetIds: [datasetId], limit: 1 }));
    const [best] = items;
    const name = documents.find(({ documentId }) => documentId === best?.documentId)?.name ?? 'nothing';
    const page = best?.pages?.[0] === undefined ? '' : `, page ${best.pages[0]}`;
    say(`\n? ${question}\n  ${best?.text.replaceAll(/\s+/g, ' ').slice(0, 300) ?? '(nothing found)'}\n  — ${name}${page}`);
  }
}

const bar = (done: number, of: number): string => `[${'█'.repeat(Math.round((done / Math.max(1, of)) * 20)).padEnd(20, '·')}]`;
