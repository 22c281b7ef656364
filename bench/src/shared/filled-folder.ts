import type { DatasetId, TenantId } from '@ragtime/domain';
import { ownerKey, type Program, spawnProgram } from '@ragtime/e2e/program';
import { realMachine } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { fillLog } from './fill-log.ts';

const { clock } = realMachine;
/** Enough datasets that every partition has some. */
const datasetCount = 48;

export async function ask(program: Program, method: string, path: string, body?: object): Promise<Response> {
  return await fetch(program.url + path, {
    method,
    headers: { authorization: `Bearer ${ownerKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

let names = 0;
/** Undefined while the program does not answer yet. */
export async function createDataset(program: Program): Promise<string | undefined> {
  names += 1;
  const response = await ask(program, 'POST', '/v1/datasets', { name: `Dataset ${names} ${clock.nowMs()}` }).catch(() => undefined);
  if (response?.status !== 201) return undefined;
  const { datasetId } = (await response.json()) as { readonly datasetId: string };
  return datasetId;
}

/** Makes a data folder with an owner, datasets in every partition, and the given number of events. @returns the tenant. */
export async function makeFilledFolder(folder: string, events: number): Promise<TenantId> {
  const program = await spawnProgram({ folder });
  const datasets: string[] = [];
  await waitUntil('the program answers', async () => {
    const made = await createDataset(program);
    if (made !== undefined) datasets.push(made);
    return datasets.length >= datasetCount;
  });
  const { tenantId } = (await (await ask(program, 'GET', '/v1/users/me')).json()) as { readonly tenantId: TenantId };
  await program.stop();
  const from = clock.monotonicMs();
  await fillLog({
    folder,
    events,
    tenantId,
    datasets: datasets as unknown as DatasetId[],
    onProgress: (written) => {
      if (written % 6_000 === 0) process.stderr.write(`\rfilling: ${Math.round((100 * written) / events)} % `);
    },
  });
  process.stderr.write(`\rfilled with ${events} events in ${Math.round((clock.monotonicMs() - from) / 1_000)} s\n`);
  return tenantId;
}
