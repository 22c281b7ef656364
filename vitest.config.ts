import { defineConfig } from 'vitest/config';

const everywhere = '{packages,services,e2e,scripts,samples,bench}/**';
const project = (name: string, timeoutMs: number, inFiles: boolean) => ({
  extends: true as const,
  test: {
    name,
    include: [`${everywhere}/*.${name}.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: inFiles,
  },
});

/** Projects are named by what a test needs: nothing, one real server or database, the whole program. */
export default defineConfig({
  test: {
    exclude: ['**/node_modules/**'],
    projects: [project('unit', 20_000, true), project('int', 120_000, true), project('e2e', 300_000, false)],
  },
});
