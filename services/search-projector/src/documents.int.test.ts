import type { ChunkId } from '@ragtime/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { NotDeletedYet } from './errors.ts';
import { firstOf, handbook, manual, other, policy, useProjector } from './testing/use-projector.ts';

const here = useProjector();
const { seen, search, textsOf } = here;

describe('a document', () => {
  test('is found once it was parsed, with its name and metadata', async () => {
    await here.world.upload(handbook, policy, { year: 2026 });
    await seen(await here.world.parse(handbook, policy, ['the battery lasts ten hours', 'the screen is bright']));
    const { items, documents, incomplete } = await search('battery life');
    const expected = { documentId: policy, datasetId: handbook, name: 'policy.md', metadata: { year: 2026 }, pages: [1, 1] };
    expect(items).toMatchObject([{ ...expected, text: 'the battery lasts ten hours' }]);
    expect(items[0]?.highlights?.snippet).toBe('the <em>battery</em> lasts ten hours');
    expect(documents).toStrictEqual([{ documentId: policy, name: 'policy.md', count: 1 }]);
    expect(incomplete).toBe(false);
  });
  test('is found by the endings of its run’s language, also in its edited passages', async () => {
    await here.world.upload(handbook, policy);
    await seen(await here.world.parse(handbook, policy, ['die Rechnungen', 'etwas anderes'], { language: 'de' }));
    expect(await textsOf('Rechnung')).toStrictEqual(['die Rechnungen']);
    await seen(await here.world.edit(handbook, policy, firstOf(policy, 'die Rechnungen'), { text: 'die Häuser' }));
    expect(await textsOf('Haus')).toStrictEqual(['die Häuser']);
    expect(await textsOf('Rechnung')).toStrictEqual([]);
  });
  test('shows its newest run and nothing of the one before', async () => {
    await here.world.upload(handbook, policy);
    await seen(await here.world.parse(handbook, policy, ['battery old', 'battery both']));
    await seen(await here.world.parse(handbook, policy, ['battery both', 'battery new']));
    expect(await textsOf('battery')).toStrictEqual(['battery both', 'battery new']);
    expect(await here.index.count()).toBe(4);
  });
  test('is in no search while it is disabled, and needs no index write to come back', async () => {
    await here.world.upload(handbook, policy);
    await here.world.parse(handbook, policy, ['battery']);
    await seen(await here.world.change(handbook, policy, false));
    expect(await textsOf('battery')).toStrictEqual([]);
    await seen(await here.world.change(handbook, policy, true));
    expect(await textsOf('battery')).toStrictEqual(['battery']);
  });
  test('that was deleted is in no search, and leaves no entry once it is erased', async () => {
    await here.world.upload(handbook, policy);
    await seen(await here.world.parse(handbook, policy, ['battery', 'battery two']));
    await seen(await here.world.type(handbook, policy, 'typed' as ChunkId, 'battery three'));
    await expect(here.projector.erase({ datasetId: handbook, documentId: policy })).rejects.toThrow(NotDeletedYet);
    await seen(await here.world.deleteDocument(handbook, policy));
    expect(await textsOf('battery')).toStrictEqual([]);
    // Three entries, and the rows of the document, its run and its edit.
    expect(await here.projector.erase({ datasetId: handbook, documentId: policy })).toBe(6);
    expect(await here.index.count()).toBe(0);
    expect(await here.projector.erase({ datasetId: handbook, documentId: policy })).toBe(0);
  });
  test('is removed with its dataset', async () => {
    await here.world.upload(handbook, policy);
    await here.world.upload(other, manual);
    await seen(await here.world.parse(handbook, policy, ['battery mine']));
    await seen(await here.world.parse(other, manual, ['battery theirs']));
    await seen(await here.world.close(handbook));
    expect(await textsOf('battery')).toStrictEqual(['battery theirs']);
    expect(await here.projector.erase({ datasetId: handbook })).toBe(3);
    expect(await textsOf('battery')).toStrictEqual(['battery theirs']);
    expect(await here.index.count()).toBe(1);
  });
});

describe('a filter', () => {
  beforeEach(async () => {
    await here.world.upload(handbook, policy, { year: 2026, by: ['ada', 'bob'] });
    await here.world.upload(other, manual, { year: 2025 });
    await seen(await here.world.parse(handbook, policy, ['battery policy']));
    await seen(await here.world.parse(other, manual, ['battery manual']));
  });
  test.each([
    ['of datasets', { datasetIds: [handbook] }, ['battery policy']],
    ['of documents', { documentIds: [manual] }, ['battery manual']],
    ['of metadata', { metadata: { year: 2026 } }, ['battery policy']],
    ['of several metadata values', { metadata: { year: [2024, 2025] } }, ['battery manual']],
    ['of a member of a list', { metadata: { by: 'bob' } }, ['battery policy']],
    ['of no value at all', { metadata: { year: [] } }, []],
    ['without a match', { metadata: { year: 2026 }, datasetIds: [other] }, []],
    ['of another tenant', { tenantId: 'another' as never }, []],
  ])('%s is applied', async (_name, filter, expected) => {
    expect(await textsOf('battery', filter)).toStrictEqual(expected);
    expect(await textsOf('battery', { ...filter, weights: { lexical: 0, vector: 1 } })).toStrictEqual(expected);
  });
  test('of metadata follows their changes at once', async () => {
    await seen(
      await here.world.submit({
        type: 'ChangeDocument',
        datasetId: other,
        documentId: manual,
        metadata: here.world.seal(manual, '{"year":2026}'),
      }),
    );
    expect(await textsOf('battery', { metadata: { year: 2026 } })).toStrictEqual(['battery manual', 'battery policy']);
    expect(await textsOf('battery', { metadata: { year: 2025 } })).toStrictEqual([]);
  });
});
