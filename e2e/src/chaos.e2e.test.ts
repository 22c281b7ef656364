import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.ts';

it('kills in the middle of work, of an append, a projection, a parse and a deletion lose nothing, double nothing and leave nothing stuck', async () => {
  const lines: string[] = [];
  const seed = Number(process.env['RAGTIME_TEST_SEED'] ?? process.pid);
  const report = await runChaos({ kills: 5, seed, clients: 4, keep: false, say: (line) => lines.push(line) });
  expect({ seed, ...report }).toMatchObject({ seed, problems: [] });
  expect(Object.values(report.kills).reduce((sum, many) => sum + many)).toBe(5);
});
