/**
 * Measures a steady load: `node bench/src/soak.ts [--minutes 30]`. Clients upload, search, list and delete at a steady pace, so that the amount of
 * data stays the same. Every ten seconds it records the program's memory and the latencies of the last ten seconds. At the end it compares the last
 * fifth of the time with the second. A plot is written beside the JSON.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Program, removeProgram, startProgram } from '@ragtime/e2e/program';
import { realMachine } from '@ragtime/runtime';
import { median, percentile, timed } from './shared/figures.ts';
import { ask } from './shared/filled-folder.ts';
import { plotOf } from './shared/plot.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const { clock, timers } = realMachine;
const everyMs = 10_000;
const clients = 4;
const keptOfClient = 25;
/** The pause between two requests of a client. */
const pauseMs = 100;

interface Sample {
  readonly atMs: number;
  readonly residentMiB: number;
  readonly writes: number;
  readonly writeP95Ms: number;
  readonly readP95Ms: number;
}

async function residentMiB(program: Program): Promise<number> {
  const text = await (await fetch(`${program.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20;
}

const words = 'ledger quarter supplier warranty invoice turbine coupling pressure schedule holiday approval notice'.split(' ');
const word = (): string => words[Math.floor(realMachine.random.next() * words.length)] ?? '';
const textOf = (): string => Array.from({ length: 400 }, word).join(' ');

const program = await startProgram();
const { datasetId } = (await (await ask(program, 'POST', '/v1/datasets', { name: 'Soak' })).json()) as { readonly datasetId: string };
let [writesMs, readsMs]: [number[], number[]] = [[], []];
let isOver = false;

async function noted(times: number[], method: string, path: string, body?: object): Promise<unknown> {
  const { result, ms } = await timed(async () => {
    const response = await ask(program, method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : ((await response.json()) as unknown);
  });
  times.push(ms);
  return result;
}

async function client(number: number): Promise<void> {
  const kept: string[] = [];
  for (let serial = 0; !isOver; serial += 1) {
    const uploaded = await noted(writesMs, 'POST', `/v1/datasets/${datasetId}/documents?parse=true`, {
      name: `report-${number}-${serial}.txt`,
      text: textOf(),
    });
    kept.push((uploaded as { readonly items: readonly { readonly documentId: string }[] }).items[0]?.documentId ?? '');
    await timers.sleep(pauseMs);
    await noted(readsMs, 'POST', '/v1/search', { query: `${word()} ${word()}`, limit: 10 });
    await timers.sleep(pauseMs);
    await noted(readsMs, 'GET', `/v1/datasets/${datasetId}/documents?limit=50`);
    const oldest = kept.length > keptOfClient ? kept.shift() : undefined;
    if (oldest !== undefined) await noted(writesMs, 'DELETE', `/v1/datasets/${datasetId}/documents/${oldest}`);
    await timers.sleep(pauseMs);
  }
}

const fromMs = clock.monotonicMs();
const untilMs = fromMs + Number(values.minutes) * 60_000;
const load = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
load.catch(() => {
  isOver = true;
});
const samples: Sample[] = [];
while (clock.monotonicMs() < untilMs && !isOver) {
  await timers.sleep(everyMs);
  samples.push({
    atMs: clock.monotonicMs() - fromMs,
    residentMiB: await residentMiB(program),
    writes: writesMs.length,
    writeP95Ms: percentile(writesMs, 0.95),
    readP95Ms: percentile(readsMs, 0.95),
  });
  [writesMs, readsMs] = [[], []];
  const { atMs, residentMiB: resident, writeP95Ms, readP95Ms } = samples.at(-1) as Sample;
  process.stderr.write(
    `${Math.round(atMs / 1_000)} s: ${Math.round(resident)} MiB, p95 of writes ${writeP95Ms.toFixed(0)} ms, of reads ${readP95Ms.toFixed(0)} ms\n`,
  );
}
isOver = true;
await load;
await removeProgram(program);

const fifth = Math.floor(samples.length / 5);
const early = samples.slice(fifth, 2 * fifth);
const late = samples.slice(-fifth);
const of = (some: readonly Sample[], what: (sample: Sample) => number): number => median(some.map(what));
const rows = (
  [
    ['resident MiB', ({ residentMiB: mebibytes }: Sample) => mebibytes],
    ['p95 of writes, ms', ({ writeP95Ms }: Sample) => writeP95Ms],
    ['p95 of reads, ms', ({ readP95Ms }: Sample) => readP95Ms],
    ['writes in 10 s', ({ writes }: Sample) => writes],
  ] as const
).map(([what, value]) => ({ what, early: of(early, value), late: of(late, value) }));
await report({
  name: 'soak',
  tables: [
    {
      title: `${values.minutes} minutes of load: the second fifth and the last`,
      columns: ['what', 'second fifth', 'last fifth', 'ratio'],
      rows: rows.map((row) => [row.what, row.early, row.late, row.late / row.early]),
    },
  ],
  demands: rows.slice(0, 3).map((row) => ({ what: `${row.what}, last fifth of the second`, value: row.late / row.early, atMost: 1.25 })),
  measured: samples,
});
await writeFile(
  new URL('../results/soak.svg', import.meta.url),
  plotOf(
    'minutes',
    samples.map(({ atMs }) => atMs / 60_000),
    [
      { name: 'resident MiB', values: samples.map(({ residentMiB: mebibytes }) => mebibytes) },
      { name: 'p95 of writes, ms', values: samples.map(({ writeP95Ms }) => writeP95Ms) },
      { name: 'p95 of reads, ms', values: samples.map(({ readP95Ms }) => readP95Ms) },
    ],
  ),
);
