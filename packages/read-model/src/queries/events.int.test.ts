import { useDatabase } from '@ragtime/database/testing';
import type { DomainEvent } from '@ragtime/domain';
import type { PartitionName, Positions } from '@ragtime/event-log';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { named } from '../testing/named.ts';
import { documentEvents, project, tenantEvents } from '../testing/project.ts';
import { type Happened, reader, seal } from '../testing/recorded.ts';
import type { EventFilter } from './events.ts';
import { createQueries, type Queries } from './queries.ts';

const database = useDatabase();
const tenantId = named('tenant-1');
const datasetId = named('dataset-1');
let queries: Queries;

const original = { blobId: named('t/d/d/1'), sha256: 'a'.repeat(64), sizeBytes: 1, mediaType: 'text/plain' };
const registered = (id: string, slot: string): DomainEvent => ({
  type: 'DocumentRegistered',
  datasetId,
  documentId: named(id),
  keySlot: named(slot),
  nameHash: named('hash'),
  original,
  name: seal(`name of ${id}`, slot),
  metadata: seal('{"year":2026}', slot),
});
const renamed = (id: string): DomainEvent => ({
  type: 'DocumentRenamed',
  datasetId,
  documentId: named(id),
  name: seal('other'),
  nameHash: named('h'),
});
const happened = (event: DomainEvent, change: Partial<Happened> = {}): Happened => ({ event, key: datasetId, ...change });

beforeAll(async () => {
  await project(database(), documentEvents, 0, [
    happened(
      { ...registered('document-1', 'slot') },
      { atMs: 100, subject: { kind: 'document', id: 'document-1' }, commandId: 'c1', index: 0, count: 2 },
    ),
    happened(renamed('document-1'), { atMs: 100, subject: { kind: 'document', id: 'document-1' }, commandId: 'c1', index: 1, count: 2 }),
    happened(registered('document-2', 'erased-slot'), {
      atMs: 300,
      subject: { kind: 'document', id: 'document-2' },
      actor: 'orchestrator',
    }),
    happened(registered('foreign', 'slot'), { atMs: 300, tenantId: 'tenant-2', subject: { kind: 'document', id: 'foreign' } }),
  ]);
  // The clock of this partition is behind: its later events have earlier times.
  await project(database(), documentEvents, 1, [
    happened(renamed('document-3'), { atMs: 50, subject: { kind: 'document', id: 'document-3' } }),
    happened(renamed('document-3'), { atMs: 200, subject: { kind: 'document', id: 'document-3' } }),
  ]);
  await project(database(), tenantEvents, 0, [
    {
      event: {
        type: 'TenantCreated',
        tenantId,
        name: 'The company',
      },
      key: tenantId,
      atMs: 10,
      subject: {
        kind: 'tenant',
        id: tenantId,
      },
      actor: 'system',
    },
  ]);
  queries = createQueries(database(), reader);
});

const list = async (filter: EventFilter = {}) => await queries.listEvents(tenantId, { limit: 100, ...filter });
const short = async (filter: EventFilter = {}) =>
  (await list(filter)).items.map(({ type, subject, atMs }) => `${atMs} ${type} ${subject.id}`);

describe('the events of a tenant', () => {
  test('are ordered by record time, and within a partition as they happened', async () => {
    expect(await short()).toStrictEqual([
      '10 TenantCreated tenant-1',
      '50 DocumentRenamed document-3',
      '100 DocumentRegistered document-1',
      '100 DocumentRenamed document-1',
      '200 DocumentRenamed document-3',
      '300 DocumentRegistered document-2',
    ]);
  });

  test.each([
    ['a document', { resource: 'document-3' }, 2],
    ['a dataset and all in it', { resource: 'dataset-1' }, 5],
    ['a tenant', { resource: 'tenant-1' }, 1],
    ['a document of another tenant', { resource: 'foreign' }, 0],
    ['a type', { type: 'DocumentRegistered' }, 2],
    ['an actor by one of its words', { actor: 'user:user-1' }, 4],
    ['an API key', { actor: 'api-key:key-1' }, 4],
    ['a whole actor', { actor: 'api-key:key-1 user:user-1' }, 4],
    ['a whole actor with another second word', { actor: 'api-key:key-1 user:user-2' }, 0],
    ['another actor', { actor: 'orchestrator' }, 1],
    ['a command', { commandId: 'c1' }, 2],
    ['a span of time without its last moment', { fromMs: 100, toMs: 300 }, 3],
    ['all filters together', { resource: 'document-1', type: 'DocumentRenamed', actor: 'user:user-1', fromMs: 1, toMs: 1_000 }, 1],
  ])('can be filtered by %s', async (_, filter, count) => {
    expect(await short(filter)).toHaveLength(count);
  });

  test('show personal data while its key exists, and null afterwards', async () => {
    const data = (await list({ type: 'DocumentRegistered' })).items.map((event) => event.data);
    expect(data).toMatchObject([
      { name: 'name of document-1', metadata: { year: 2026 }, original },
      { name: null, metadata: null, original },
    ]);
  });

  test('carry the position after them', async () => {
    const [first] = (await list({ type: 'TenantCreated' })).items;
    expect(first?.at).toMatchObject({ partition: `${tenantEvents}/0`, position: { offset: 1 } });
    expect(first?.at.position.link).toHaveLength(8);
  });

  test('of one command are its outcome, in order, for its own tenant only', async () => {
    const events = await queries.eventsOfCommand(tenantId, 'c1');
    expect(events.map(({ type, commandIndex, commandCount }) => [type, commandIndex, commandCount])).toStrictEqual([
      ['DocumentRegistered', 0, 2],
      ['DocumentRenamed', 1, 2],
    ]);
    expect(await queries.eventsOfCommand(named('tenant-2'), 'c1')).toStrictEqual([]);
  });
});

describe('reading on after a page', () => {
  test('reaches the end of every partition with a complete page', async () => {
    const page = await list();
    expect(page.complete).toBe(true);
    expect(Object.fromEntries([...page.next].map(([name, { offset }]) => [name, offset]))).toStrictEqual({
      [`${documentEvents}/0`]: 4,
      [`${documentEvents}/1`]: 2,
      [`${tenantEvents}/0`]: 1,
    });
    expect((await queries.listEvents(tenantId, { limit: 5, after: page.next })).items).toStrictEqual([]);
  });

  test('shows every event in pages of any size, in order within each partition, while partitions grow', async () => {
    let partition = 2;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }), fc.nat(400), async (limits, lateMs) => {
        const seen: string[] = [];
        const perPartition = new Map<PartitionName, number>();
        let after: Positions = new Map();
        let hasGrown = false;
        for (let round = 0, complete = false; !complete || !hasGrown; round += 1) {
          const page = await queries.listEvents(tenantId, { limit: limits[round % limits.length] ?? 1, after });
          for (const { at } of page.items) {
            seen.push(`${at.partition} ${at.position.offset}`);
            expect(at.position.offset).toBeGreaterThan(perPartition.get(at.partition) ?? 0);
            perPartition.set(at.partition, at.position.offset);
          }
          after = page.next;
          complete = page.complete;
          if (round === 1) {
            await project(database(), documentEvents, partition, [
              happened(renamed('late'), { atMs: lateMs, subject: { kind: 'document', id: 'late' } }),
            ]);
            partition += 1;
            hasGrown = true;
            complete = false;
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        const all = (await queries.listEvents(tenantId, { limit: 1_000 })).items.map(({ at }) => `${at.partition} ${at.position.offset}`);
        expect(seen.toSorted()).toStrictEqual(all.toSorted());
      }),
      { numRuns: 15 },
    );
  });
});
