import { type ReadonlySignal, signal } from '@preact/signals';
import { dataOf } from '@ragtime/client/web';
import { retry } from '@ragtime/runtime/waiting';
import type { Api, Schemas } from '../../shared/api/api.ts';
import { isPassing } from '../../shared/api/problem.ts';
import { machine } from '../../shared/machine.ts';
import { withoutOverlap } from '../../shared/without-overlap.ts';

export type Dataset = Schemas['Dataset'];

export interface DatasetStore {
  /** Newest first; undefined until they were read. */
  readonly datasets: ReadonlySignal<readonly Dataset[] | undefined>;
  reload(): Promise<void>;
  /** @returns its id. */
  create(name: string): Promise<string>;
}

const pageSize = 1_000;
const pauseMs = 500;
const betweenMs = [500, 5_000] as const;

export function createDatasetStore(api: Api, ended: AbortSignal): DatasetStore {
  const datasets = signal<readonly Dataset[] | undefined>(undefined);
  const reload = withoutOverlap(pauseMs, ended, async () => {
    datasets.value = await retry(async () => await listAll(api, ended), { machine, betweenMs, signal: ended, mayPass: isPassing });
  });
  return {
    datasets,
    reload,
    async create(name) {
      const { datasetId } = await dataOf(api.api.POST('/v1/datasets', { body: { name } }));
      await reload();
      return datasetId;
    },
  };
}

async function listAll({ api }: Api, ended: AbortSignal): Promise<readonly Dataset[]> {
  const found: Dataset[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const page = await dataOf(api.GET('/v1/datasets', { params: { query }, signal: ended }));
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
