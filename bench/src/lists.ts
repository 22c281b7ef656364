/**
 * Measures pages of the list of documents: `node bench/src/lists.ts [--sizes 1000,10000,100000] [--pages 400]`. Each size is one dataset. The bench
 * asks for its newest page, for random later pages, and for pages of one status. It writes the rows as projections leave them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbeddedDatabase } from '@ragtime/database';
import type { TenantId } from '@ragtime/domain';
import { createQueries, prepareReadModel } from '@ragtime/read-model';
import { realMachine as machine } from '@ragtime/runtime';
import { sql } from 'slonik';
import { type Figures, figuresOf, timed } from './shared/figures.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,10000,100000' }, pages: { type: 'string', default: '400' } },
});
const sizes = values.sizes.split(',').map(Number);
const pages = Number(values.pages);
const tenantId = 'tenant' as TenantId;
const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-lists-'));
const { bulk, pool, close } = await openEmbeddedDatabase({ folder: join(folder, 'database'), machine });
await prepareReadModel(bulk);
const queries = createQueries({ pool }, { learn: async () => {}, open: () => undefined });

async function fill(datasetId: string, documents: number): Promise<void> {
  await bulk.query(sql.unsafe`
    insert into library_g1.dataset (dataset_id, tenant_id, name, settings, version, created_at_ms, updated_at_ms)
    values (${datasetId}, ${tenantId}, ${datasetId}, '{}', 1, 0, 0)`);
  for (let from = 0; from < documents; from += 10_000)
    await bulk.query(sql.unsafe`
      insert into library_g1.document (dataset_id, document_id, tenant_id, key_slot, name, name_start, enabled, revision, blob_id, sha256, size_bytes,
        media_type, status, chunks, tokens, pages, version, created_at_ms, updated_at_ms)
      select ${datasetId}, ${datasetId} || '-' || n, ${tenantId}, 'slot', 'report-' || n || '.pdf', 'report-' || n, true, 1, 'blob', repeat('0', 64), 1000,
        'application/pdf', case when n % 50 = 0 then 'failed' else 'parsed' end, 10, 1000, 5, 1, n, n
      from generate_series(${from}::int8, ${Math.min(documents, from + 10_000) - 1}::int8) n`);
  await bulk.query(sql.unsafe`analyze library_g1.document`);
}

async function measure(documents: number): Promise<Readonly<Record<string, Figures>>> {
  const datasetId = `dataset-${documents}`;
  await fill(datasetId, documents);
  const list = async (request: Omit<Parameters<typeof queries.listDocuments>[2], 'limit'>) =>
    await queries.listDocuments(tenantId, datasetId, { limit: 50, ...request });
  const cursors: string[] = [];
  for (let cursor: string | undefined; cursors.length < 200; cursors.push(cursor)) {
    cursor = (await list(cursor === undefined ? {} : { cursor }))?.nextCursor;
    if (cursor === undefined) break;
  }
  const kinds = {
    newest: async () => await list({}),
    anywhere: async () => await list({ cursor: cursors[Math.floor(machine.random.next() * cursors.length)] }),
    failed: async () => await list({ status: ['failed'] }),
  };
  const figures: Record<string, Figures> = {};
  for (const [kind, act] of Object.entries(kinds)) {
    const timesMs: number[] = [];
    await act();
    const { ms } = await timed(async () => {
      for (let page = 0; page < pages; page += 1) timesMs.push((await timed(act)).ms);
    });
    figures[kind] = figuresOf(timesMs, ms);
  }
  return figures;
}

const measured: { readonly documents: number; readonly figures: Readonly<Record<string, Figures>> }[] = [];
for (const documents of sizes) measured.push({ documents, figures: await measure(documents) });
await close();
await rm(folder, { recursive: true });
const p95Of = (at: number): number => Math.max(...Object.values(measured.at(at)?.figures ?? {}).map(({ p95Ms }) => p95Ms));
await report({
  name: 'lists',
  tables: [
    {
      title: 'A page of 50 documents',
      columns: ['documents', 'which', 'p50 ms', 'p95 ms', 'longest ms'],
      rows: measured.flatMap(({ documents, figures }) =>
        Object.entries(figures).map(([kind, { p50Ms, p95Ms, maxMs }]) => [documents, kind, p50Ms, p95Ms, maxMs]),
      ),
    },
  ],
  demands: [{ what: 'p95 of the largest, of that of the smallest', value: p95Of(-1) / p95Of(0), atMost: 1.5 }],
  measured,
});
