import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { servers } from '@ragtime/testkit/servers';
import { searchIndexContract, switchableIndexContract } from '../contract/index.ts';
import { openOpenSearchIndex } from './open.ts';

const newPrefix = (): string => `test-${randomUuid(machine.random)}`;

async function open(prefix: string, modelId = 'm', dimensions = 3) {
  return await openOpenSearchIndex({ url: servers().openSearch, prefix, modelId, dimensions, machine });
}

searchIndexContract('on a server', async () => {
  const index = await open(newPrefix());
  return { index, close: async () => await throwAway(index) };
});

switchableIndexContract('on a server', async () => {
  const prefix = newPrefix();
  return { open: async (modelId, dimensions) => await open(prefix, modelId, dimensions) };
});

async function throwAway(index: Awaited<ReturnType<typeof open>>): Promise<void> {
  await index.drop(index.generation());
  await index.close();
}
