import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ingestFolder, type Output, passageText, printReport } from '@ragtime/cli';
import { createClient, dataOf } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import { z } from 'zod';
import { noteFinished } from './unfinished.ts';

const samplesFolder = fileURLToPath(new URL('../../../../../samples', import.meta.url));
const Questions = z.object({ shown: z.array(z.object({ question: z.string() })) });

export interface SamplesOptions {
  readonly url: string;
  readonly apiKey: string;
  /** The data folder, where a file says which samples are still to be read. */
  readonly folder: string;
  readonly machine: Machine;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Reads the shipped handbook into a dataset over the public API, and asks three questions about it. When it is cancelled or killed, the next start
 * goes on with it.
 */
export async function showSamples({ url, apiKey, folder, machine, output, signal }: SamplesOptions): Promise<void> {
  const client = createClient({ baseUrl: url, apiKey });
  output.print(`\nReading the sample documents, the handbook of an invented company:\n`);
  const report = await ingestFolder({
    client,
    machine,
    output,
    signal,
    paths: [join(samplesFolder, 'documents')],
    dataset: 'samples',
    description: 'The handbook, the product literature and the paperwork of Larkhaven Cargo Bikes',
  });
  if (report.isInterrupted) return;
  printReport(output, report);
  const { shown } = Questions.parse(JSON.parse(await readFile(join(samplesFolder, 'questions.json'), 'utf8')));
  for (const { question } of shown) {
    const body = { query: question, datasetIds: [report.datasetId], limit: 1, highlight: true, rerank: false };
    const { items } = await dataOf(client.api.POST('/v1/search', { body, signal }));
    output.print(`\n${output.styled(['bold', 'cyan'], `? ${question}`)}`);
    for (const [index, hit] of items.entries()) output.print(passageText(output, hit, index + 1, false).trimEnd());
    if (items.length === 0) output.print('  Nothing was found.');
  }
  await noteFinished(folder);
}
