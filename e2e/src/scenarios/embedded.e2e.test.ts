import { removeProgram, startProgram } from '../support/program.ts';
import type { Deployment } from './deployment.ts';
import { scenarios } from './scenarios.ts';

async function open(folder?: string): Promise<Deployment> {
  const program = await startProgram(folder === undefined ? {} : { folder });
  return {
    one: program,
    other: program,
    all: [program],
    async restart() {
      await program.stop();
      return await open(program.folder);
    },
    stop: async () => await removeProgram(program),
  };
}

scenarios('one process', async () => await open());
