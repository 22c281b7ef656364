import { parseArgs } from 'node:util';
import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { runDistributedChaos } from './distributed/run.ts';
import { runChaos } from './run.ts';

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'embedded' },
    kills: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(realMachine.clock.nowMs() % 1_000_000) },
    clients: { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const number = (text: string, most: number) => z.coerce.number().int().min(1).max(most).parse(text);

const seed = number(values.seed, 2 ** 31);
const clients = number(values.clients, 64);

async function run() {
  if (values.profile === 'embedded') {
    say(`chaos: ${values.kills} kills of the embedded profile, seed ${seed}`);
    return await runChaos({ kills: number(values.kills, 10_000), clients, seed, say, keep: values.keep });
  }
  if (values.profile !== 'distributed') throw new Error('the profiles are: embedded, distributed');
  say(`chaos: ${values.minutes} minutes of the distributed profile, seed ${seed}`);
  return await runDistributedChaos({ minutes: number(values.minutes, 10_000), clients, seed, say });
}

const { problems, kills, restartMs, counts } = await run();
const sorted = restartMs.toSorted((a, b) => a - b);
say(`\nready again after a kill: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, slowest ${Math.round(sorted.at(-1) ?? 0)} ms`);
for (const [when, many] of Object.entries(kills)) say(`${String(many).padStart(8)} kills ${when}`);
for (const [what, many] of Object.entries(counts)) say(`${String(many).padStart(8)} ${what}`);
for (const problem of problems) say(`PROBLEM ${problem}`);
say(problems.length === 0 ? `chaos: clean, ${restartMs.length} kills` : `chaos: ${problems.length} problems, seed ${seed}`);
process.exitCode = problems.length === 0 ? 0 : 1;
