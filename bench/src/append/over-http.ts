import { Agent, request } from 'node:http';
import { ownerKey, removeProgram, startProgram } from '@ragtime/e2e/program';
import { datasetCount, descriptionOf } from './in-process.ts';

export interface OverHttp {
  change(dataset: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the whole program in its own process, and clients that keep their connections. */
export async function startOverHttp(): Promise<OverHttp> {
  const program = await startProgram();
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });

  async function ask(method: string, path: string, body: object): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const headers = { authorization: `Bearer ${ownerKey}`, 'content-type': 'application/json' };
    const sending = request(program.url + path, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    sending.on('error', reject);
    sending.end(JSON.stringify(body));
    return await promise;
  }

  const datasets: string[] = [];
  for (let number = 0; number < datasetCount; number += 1)
    datasets.push(((await ask('POST', '/v1/datasets', { name: `Dataset ${number}` })) as { readonly datasetId: string }).datasetId);
  let serial = 0;
  return {
    async change(dataset) {
      serial += 1;
      await ask('PATCH', `/v1/datasets/${datasets[dataset]}`, { description: descriptionOf(serial) });
    },
    async stop() {
      agent.destroy();
      await removeProgram(program);
    },
  };
}
