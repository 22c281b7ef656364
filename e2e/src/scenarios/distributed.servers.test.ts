import type { Installation } from '../distributed/installation.ts';
import { installOnTestServers } from '../distributed/on-test-servers.ts';
import type { Program } from '../support/program.ts';
import type { Deployment } from './deployment.ts';
import { scenarios } from './scenarios.ts';

/** Two processes of each role that allows two, in as few processes as can show that roles are separate. */
const processes = [
  ['command-api', 'query-api'],
  ['command-api', 'query-api', 'console'],
  ['read-projector', 'search-projector'],
  ['read-projector', 'search-projector', 'orchestrator'],
  ['orchestrator', 'parse-worker'],
  ['parse-worker'],
] as const;

async function startAll(installation: Installation, before: readonly Program[] = []): Promise<Deployment> {
  const programs = await Promise.all(processes.map(async (roles, at) => await installation.start(roles, before[at])));
  const [one, other] = programs;
  if (one === undefined || other === undefined) throw new Error('there are no two ways in');
  return {
    one,
    other,
    all: programs,
    async restart() {
      // All at once, so that workers find no owner to which they could give unfinished tasks back.
      await Promise.all(programs.map(async (program) => await program.stop()));
      return await startAll(installation, programs);
    },
    stop: async () => await installation.stop(),
  };
}

scenarios('roles apart on real servers', async () => {
  const installation = await installOnTestServers();
  try {
    return await startAll(installation);
  } catch (error) {
    await installation.stop();
    throw error;
  }
});
