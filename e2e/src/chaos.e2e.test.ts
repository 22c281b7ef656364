import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.ts';

it('whatever is killed in the middle of whatever, and whatever records the log loses, promises are kept, nothing is doubled and nothing is stuck', async () => {
  const lines: string[] = [];
  const seed = Number(process.env['RAGTIME_TEST_SEED'] ?? process.pid);
  const report = await runChaos({ kills: 6, seed, clients: 4, keep: false, say: (line) => lines.push(line) });
  expect({ seed, ...report }).toMatchObject({ seed, problems: [] });
  expect(Object.values(report.kills).reduce((sum, many) => sum + many)).toBe(6);
});
