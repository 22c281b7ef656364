/**
 * Measures reading documents: `node bench/src/parse/main.ts [--pages 200] [--rounds 5]`. For each format that a library reads, the parse step of
 * the product and that library alone take turns. Then the whole program reads PDFs, beside two processes that read them with the library alone.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createInProcessParser } from '@ragtime/parsing';
import { median, timed } from '../shared/figures.ts';
import { report } from '../shared/report.ts';
import { bareReaders } from './bare.ts';
import { makeDocuments } from './documents.ts';
import { measurePipeline } from './pipeline.ts';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    files: { type: 'string', default: '20' },
  },
});
const [pages, rounds, files] = [Number(values.pages), Number(values.rounds), Number(values.files)];
const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-parse-'));
const parser = createInProcessParser();

async function parse(path: string): Promise<void> {
  const file = { path, name: path };
  const plan = await parser.plan(file);
  for (const window of plan.windows) await parser.parse(file, plan, window);
}

interface Measured {
  readonly format: string;
  readonly perSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
}

const measured: Measured[] = [];
for (const { format, bytes, pages: of } of makeDocuments(pages)) {
  const path = join(folder, `document.${format}`);
  await writeFile(path, bytes);
  const bare = bareReaders[format] ?? (async () => await Promise.resolve());
  await bare(path);
  await parse(path);
  const turns: { readonly own: number; readonly peer: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    turns.push({ peer: (await timed(() => bare(path))).ms, own: (await timed(() => parse(path))).ms });
  measured.push({
    format,
    perSecond: (of * 1_000) / median(turns.map(({ own }) => own)),
    barePerSecond: (of * 1_000) / median(turns.map(({ peer }) => peer)),
    ratio: median(turns.map(({ own, peer }) => peer / own)),
  });
  process.stderr.write(`${format} is measured\n`);
}
await parser.close();
await rm(folder, { recursive: true });
const pipeline = await measurePipeline(files, 50);
await report({
  name: 'parse',
  tables: [
    {
      title: 'The parse step',
      columns: ['format', 'pages/s', 'library alone, pages/s', 'of the library'],
      rows: measured.map(({ format, perSecond, barePerSecond, ratio }) => [format, perSecond, barePerSecond, ratio]),
    },
    {
      title: 'Pdfs through the whole program',
      columns: ['pages', 'pages/s', 'two bare processes, pages/s', 'of the bare processes'],
      rows: [
        [
          pipeline.pages,
          (pipeline.pages * 1_000) / pipeline.pipelineMs,
          (pipeline.pages * 1_000) / pipeline.bareMs,
          pipeline.bareMs / pipeline.pipelineMs,
        ],
      ],
    },
  ],
  demands: [
    ...measured.map(({ format, ratio }) => ({ what: `${format}, of the library alone`, value: ratio, atLeast: 0.9 })),
    { what: 'the whole pipeline, of two bare processes', value: pipeline.bareMs / pipeline.pipelineMs, atLeast: 0.7 },
  ],
  measured: { formats: measured, pipeline },
});
