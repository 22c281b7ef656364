/**
 * Measures commands of the embedded profile: `node bench/src/append/main.ts [--seconds 3] [--quick]`. Clients of one and of twelve datasets change
 * a description, each as soon as its last command is answered: in process, and through the HTTP API of the whole program. Two peers take turns with
 * them: a bare `node:sqlite` loop that inserts and syncs rows of the same size, and emmett's event store on Postgres if one is installed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, loadOf, median } from '../shared/figures.ts';
import { type Demand, report } from '../shared/report.ts';
import { openBareLoop } from './bare-loop.ts';
import { startEmmett } from './emmett.ts';
import { startInProcess } from './in-process.ts';
import { startOverHttp } from './over-http.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } } });
const seconds = values.quick ? 0.3 : Number(values.seconds);
const turns = values.quick ? 1 : 3;
const clientCounts = values.quick ? [1, 64] : [1, 4, 16, 64, 256];
const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-'));
const ours = await startInProcess(join(folder, 'log'));
const bare = openBareLoop(join(folder, 'bare.sqlite'));
const runBare = (): Figures => bare.run(seconds, ours.valueBytes() + 16);

interface Measured {
  readonly how: string;
  readonly clients: number;
  readonly datasets: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The share of the bare loop's commands a second in the same round. */
  readonly ofBare: number;
}

const measured: Measured[] = [];
async function measure(how: string, clients: number, datasets: number, change: (dataset: number) => Promise<void>): Promise<Measured> {
  const figures: { readonly own: Figures; readonly peer: Figures }[] = [];
  for (let turn = 0; turn < turns; turn += 1)
    figures.push({ own: await loadOf(clients, seconds, (client) => change(client % datasets)), peer: runBare() });
  const row = {
    how,
    clients,
    datasets,
    perSecond: median(figures.map(({ own }) => own.perSecond)),
    p50Ms: median(figures.map(({ own }) => own.p50Ms)),
    p99Ms: median(figures.map(({ own }) => own.p99Ms)),
    ofBare: median(figures.map(({ own, peer }) => own.perSecond / peer.perSecond)),
  };
  measured.push(row);
  process.stderr.write(`${how}, ${clients} clients: ${Math.round(row.perSecond)} a second\n`);
  return row;
}

await loadOf(1, seconds, () => ours.change(0)); // warm
runBare();
for (const datasets of [1, 12]) for (const clients of clientCounts) await measure('in process', clients, datasets, ours.change);
await ours.stop();
const http = await startOverHttp();
await loadOf(16, seconds, () => http.change(0));
for (const clients of clientCounts) await measure('HTTP', clients, 12, http.change);
await http.stop();
const emmett = await startEmmett();
if (emmett !== undefined) {
  await loadOf(64, seconds, emmett.change);
  for (const clients of clientCounts) await measure('emmett', clients, clients, emmett.change);
  await emmett.stop();
}
const last = runBare();
bare.close();
await rm(folder, { recursive: true });

const best = (how: string): number => Math.max(...measured.filter((row) => row.how === how).map(({ ofBare }) => ofBare));
const at = (clients: number): number => measured.find((row) => row.how === 'in process' && row.clients === clients)?.ofBare ?? 0;
const demands: Demand[] = [
  { what: 'one client in process, of the bare loop', value: at(1), atLeast: 0.6 },
  { what: '64 clients in process, of the bare loop', value: at(64), atLeast: 4 },
];
if (emmett !== undefined)
  demands.push({ what: 'the best in process, of the best of emmett', value: best('in process') / best('emmett'), atLeast: 5 });
else process.stderr.write('this machine has no Postgres: the comparison with emmett is left out\n');
await report({
  name: 'append',
  tables: [
    {
      title: 'Commands',
      columns: ['how', 'clients', 'datasets', 'commands/s', 'p50 ms', 'p99 ms', 'of the bare loop'],
      rows: [
        ...measured.map((row) => [row.how, row.clients, row.datasets, row.perSecond, row.p50Ms, row.p99Ms, row.ofBare]),
        ['bare `node:sqlite` loop', 1, '', last.perSecond, last.p50Ms, last.p99Ms, 1],
      ],
    },
  ],
  demands,
  measured,
});
