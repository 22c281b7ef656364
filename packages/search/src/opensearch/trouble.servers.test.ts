import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@opensearch-project/opensearch';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { servers } from '@ragtime/testkit/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEntry } from '../contract/an-entry.ts';
import type { SearchIndex } from '../search-index.ts';
import { type OpenSearchIndex, openOpenSearchIndex } from './open.ts';
import { IndexUnavailable } from './write.ts';

let prefix: string;
let index: OpenSearchIndex;
let client: Client;
const open = async (url = servers().openSearch) => await openOpenSearchIndex({ url, prefix, modelId: 'm', dimensions: 3, machine });

beforeEach(async () => {
  prefix = `trouble-${randomUuid(machine.random)}`;
  client = new Client({ node: servers().openSearch });
  index = await open();
});
afterEach(async () => {
  await client.indices.delete({ index: `${prefix}-*` });
  await Promise.all([index.close(), client.close()]);
});

const found = async (of: SearchIndex, text: string): Promise<readonly string[]> => {
  const { tenantId } = anEntry('');
  const { items } = await of.propose({ tenantId, datasetIds: undefined, documentIds: undefined, text, vector: undefined, candidates: 10 });
  return items.map(({ chunkId }) => chunkId).toSorted();
};

describe('an index that takes no writes', () => {
  it('because its disk is at the flood mark reports that, still answers, and accepts writes again when there is room', async () => {
    await index.put([anEntry('before')]);
    const block = async (isBlocked: boolean) =>
      await client.indices.putSettings({ index: `${prefix}-*`, body: { 'index.blocks.read_only_allow_delete': isBlocked ? true : null } });
    await block(true);
    await expect(index.put([anEntry('meanwhile')])).rejects.toBeInstanceOf(IndexUnavailable);
    await index.refresh();
    expect(await found(index, 'before')).toEqual(['before']);
    await block(false);
    await index.put([anEntry('meanwhile')]);
    await index.refresh();
    expect(await found(index, 'meanwhile')).toEqual(['meanwhile']);
  });

  it('because it was deleted is not created by a write, but by the next start', async () => {
    await index.put([anEntry('before')]);
    await client.indices.delete({ index: `${prefix}-${index.generation()}` });
    await expect(index.put([anEntry('after')])).rejects.toBeInstanceOf(IndexUnavailable);
    await expect(found(index, 'before')).rejects.toBeInstanceOf(IndexUnavailable);
    const again = await open();
    expect([again.origin, await again.count()]).toEqual(['new', 0]);
    await again.put([anEntry('after')]);
    await again.close();
  });

  it('because no server answers reports that at once', async () => {
    await expect(open('http://127.0.0.1:9')).rejects.toBeInstanceOf(IndexUnavailable);
  });
});

describe('a server that has too much to do', () => {
  it('gets a pause, and every entry in the end', async () => {
    let refused = 0;
    const to = new URL(servers().openSearch);
    const busy = createServer((asked, answer) => {
      if (asked.url?.includes('_bulk') === true && refused < 3) {
        refused += 1;
        asked.resume();
        answer
          .writeHead(429, { 'content-type': 'application/json' })
          .end('{"error":{"type":"rejected","reason":"queue full"},"status":429}');
        return;
      }
      const forwarded = request(
        { host: to.hostname, port: to.port, method: asked.method, path: asked.url, headers: asked.headers },
        (answered) => {
          answer.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(answer);
        },
      );
      asked.pipe(forwarded);
    });
    busy.listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const behind = await open(`http://127.0.0.1:${(busy.address() as AddressInfo).port}`);
    await behind.put(Array.from({ length: 1_200 }, (_, at) => anEntry(`passage ${at}`)));
    await behind.refresh();
    expect([refused, await behind.count()]).toEqual([3, 1_200]);
    await behind.close();
    busy.closeAllConnections();
    busy.close();
  });
});

describe('words of a language', () => {
  it('match by their language’s endings, and rank beside those of other languages', async () => {
    await index.put([
      anEntry('Die Rechnungen der alten Häuser', { language: 'de-AT' }),
      anEntry('les factures mensuelles', { language: 'fr' }),
      anEntry('monthly invoices', { language: 'en' }),
      anEntry('機械学習の請求書', { language: 'ja' }),
      anEntry('faktury miesięczne', { language: 'pl' }),
    ]);
    await index.refresh();
    expect(await found(index, 'Rechnung Haus')).toEqual(['Die Rechnungen der alten Häuser']);
    expect(await found(index, 'facture mensuelle')).toEqual(['les factures mensuelles']);
    expect(await found(index, 'invoice')).toEqual(['monthly invoices']);
    expect(await found(index, '請求書')).toEqual(['機械学習の請求書']);
    expect(await found(index, 'Faktury')).toEqual(['faktury miesięczne']);
  });
});
