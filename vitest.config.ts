import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { patience } from './packages/testkit/src/eventually.ts';
import { mutantPlugin } from './scripts/mutation/plugin.ts';

const everywhere = '{packages,services,simulation,e2e,scripts,samples,bench}/**';
const project = (
  name: string,
  timeoutMs: number,
  inFiles: boolean,
  more: Partial<Record<'include' | 'globalSetup', readonly string[]>> = {},
) => ({
  extends: true as const,
  test: {
    name,
    include: [`${everywhere}/*.${name}.test.ts`, ...(more.include ?? [])],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: inFiles,
    globalSetup: [...(more.globalSetup ?? [])],
  },
});

/** What is promised of a database holds in this process and on a server alike: these files run twice. */
const onAnyDatabase = [
  'packages/database/src/*.int.test.ts',
  'packages/read-model/src/{erasure,generations,projections,queries,store}/*.int.test.ts',
  'packages/search/src/visibility/*.int.test.ts',
  'services/read-projector/src/*.int.test.ts',
];

/**
 * Projects are named by what a test needs: nothing, a disk and other processes, real servers (in containers, one set for all files),
 * the whole program.
 */
export default defineConfig({
  plugins: [...mutantPlugin(import.meta.dirname)],
  test: {
    exclude: ['**/node_modules/**'],
    // As many as there are cores; by itself it would leave one of them alone.
    maxWorkers: availableParallelism(),
    expect: { poll: patience },
    projects: [
      project('unit', 120_000, true),
      project('int', 600_000, true),
      project('servers', 600_000, true, {
        include: onAnyDatabase,
        globalSetup: ['packages/testkit/src/servers/global-setup.ts'],
      }),
      project('e2e', 1_200_000, false),
    ],
  },
});
