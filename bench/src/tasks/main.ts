/**
 * Measures tasks: `node bench/src/tasks/main.ts [--tasks 3000] [--waiting 100000] [--files 10000]`. It runs trivial tasks end to end, from the
 * first request to the last result, beside graphile-worker on Postgres with as many slots and clients. It measures how long a request waits until
 * it is begun, in an idle system and behind the tasks of another tenant; and how long one tenant's single file takes while thousands of another
 * tenant wait.
 */
import { parseArgs } from 'node:util';
import { median, percentile, timed } from '../shared/figures.ts';
import { report } from '../shared/report.ts';
import { measureGraphile } from './graphile.ts';
import { inParallel, startTaskSystem } from './system.ts';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '3000' },
    waiting: { type: 'string', default: '100000' },
    files: { type: 'string', default: '10000' },
  },
});
const [tasks, waiting, files] = [Number(values.tasks), Number(values.waiting), Number(values.files)];
const clients = 16;
const asked = 40;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measureThroughput(): Promise<number> {
  const system = await startTaskSystem();
  const documents = await system.upload('one', tasks);
  const { ms } = await timed(async () => {
    await inParallel(documents.length, clients, async (at) => {
      const document = documents[at];
      if (document !== undefined) await system.request(document);
    });
    await system.idle();
  });
  await system.stop();
  say(`${tasks} tasks in ${Math.round(ms)} ms`);
  return ms;
}

/** Starts one request after another while the given number of another tenant's tasks wait. @returns milliseconds of each */
async function measureStarts(others: number): Promise<readonly number[]> {
  const system = await startTaskSystem();
  const busy = await system.upload('many', others);
  const own = await system.upload('few', asked);
  const requested = inParallel(busy.length, 500, async (at) => {
    const document = busy[at];
    if (document !== undefined) await system.request(document);
  });
  await requested;
  const startsMs: number[] = [];
  for (const document of own) startsMs.push(await system.requestAndAwaitStart(document));
  await system.stop();
  say(`begun behind ${others}: after ${median(startsMs).toFixed(1)} ms in the median`);
  return startsMs;
}

const ownMs = await measureThroughput();
const graphileMs = await measureGraphile(tasks, clients);
if (graphileMs === undefined) say('this machine has no Postgres: the comparison with graphile-worker is left out');
const starts: { readonly others: number; readonly startsMs: readonly number[] }[] = [];
for (const others of [0, files, waiting]) starts.push({ others, startsMs: await measureStarts(others) });
await report({
  name: 'tasks',
  tables: [
    {
      title: 'Trivial tasks, end to end',
      columns: ['what', 'tasks/s', 'of graphile-worker'],
      rows: [
        ['Ragtime', (tasks * 1_000) / ownMs, graphileMs === undefined ? '' : graphileMs / ownMs],
        ...(graphileMs === undefined ? [] : [['graphile-worker on Postgres', (tasks * 1_000) / graphileMs, 1]]),
      ],
    },
    {
      title: 'From a request until a worker begins, by what another tenant has waiting',
      columns: ['waiting', 'p50 ms', 'p95 ms', 'longest ms'],
      rows: starts.map(({ others, startsMs }) => [others, percentile(startsMs, 0.5), percentile(startsMs, 0.95), percentile(startsMs, 1)]),
    },
  ],
  // A worker also gets doorbells for tasks that it ended in its last second, and these come before new tasks.
  demands: starts.map(({ others, startsMs }) => ({
    what: `begun behind ${others} of another tenant, p50 ms`,
    value: median(startsMs),
    atMost: 1_500,
  })),
  measured: { tasks, ownMs, graphileMs, starts },
});
