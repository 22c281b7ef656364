import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.ts';

it('three kills in the middle of work lose nothing, double nothing and leave nothing stuck', async () => {
  const lines: string[] = [];
  const seed = Number(process.env['RAGTIME_TEST_SEED'] ?? process.pid);
  const report = await runChaos({ kills: 3, seed, clients: 4, keep: false, say: (line) => lines.push(line) });
  expect({ seed, ...report }).toMatchObject({ seed, kills: 3, problems: [] });
});
