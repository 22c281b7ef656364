import type { TestProject } from 'vitest/node';
import { prepareEnvironment } from './images.ts';
import type { Servers } from './servers.ts';

/** Starts one set of servers for all test files of a run. Each file makes its own topics, databases, indexes and buckets. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  prepareEnvironment();
  const [{ startKafka }, { startPostgres }, { startOpenSearch, startS3 }] = await Promise.all([
    import('./kafka.ts'),
    import('./postgres.ts'),
    import('./others.ts'),
  ]);
  const started = await Promise.all([startKafka(), startPostgres(), startOpenSearch(), startS3()]);
  const [kafka, postgres, openSearch, s3] = started;
  const servers: Servers = {
    kafka: kafka.broker,
    postgres: postgres.address,
    openSearch: openSearch.address,
    s3: s3.address,
  };
  project.provide('servers', servers);
  return async () => void (await Promise.all(started.map(({ container }) => container.stop({ timeout: 0 }))));
}
