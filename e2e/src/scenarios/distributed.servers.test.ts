import { createInstallation, type Installation } from '../distributed/installation.ts';
import type { Deployment } from './deployment.ts';
import { scenarios } from './scenarios.ts';

/** Two of everything that may be two, and three workers, in as few processes as show that roles are apart. */
async function startAll(installation: Installation): Promise<Deployment> {
  const programs = await Promise.all([
    installation.start('command-api', 'query-api'),
    installation.start('command-api', 'query-api', 'console'),
    installation.start('read-projector', 'search-projector'),
    installation.start('read-projector', 'search-projector', 'orchestrator'),
    installation.start('orchestrator', 'parse-worker'),
    installation.start('parse-worker'),
  ]);
  const [one, other] = programs;
  return {
    one,
    other,
    async restart() {
      await Promise.all(programs.map(async (program) => await program.stop()));
      return await startAll(installation);
    },
    stop: async () => await installation.stop(),
  };
}

scenarios('roles apart on real servers', async () => await startAll(await createInstallation()));
