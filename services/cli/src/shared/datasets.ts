import { type Client, type components, dataOf } from '@ragtime/client';
import { CommandFailed } from './failures.ts';
import { everyItem } from './pages.ts';

export type Dataset = components['schemas']['Dataset'];

export async function findDataset({ api }: Client, name: string): Promise<Dataset | undefined> {
  const { items } = await dataOf(api.GET('/v1/datasets', { params: { query: { name, limit: 1 } } }));
  return items.find((dataset) => dataset.name === name);
}

/** @throws CommandFailed, which names the existing datasets */
export async function datasetNamed(client: Client, name: string): Promise<Dataset> {
  const found = await findDataset(client, name);
  if (found !== undefined) return found;
  const names = (await allDatasets(client)).map((dataset) => dataset.name);
  const there = names.length === 0 ? 'there is none yet' : `there are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;
  throw new CommandFailed(`there is no dataset called "${name}"; ${there}`);
}

export async function allDatasets({ api }: Client): Promise<readonly Dataset[]> {
  return await everyItem(async (cursor) => await dataOf(api.GET('/v1/datasets', { params: { query: { limit: 1_000, ...cursor } } })));
}
