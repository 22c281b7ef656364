import type { ChunkId } from '@ragtime/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { firstOf, handbook, policy, useProjector } from './testing/use-projector.ts';
import { tenantId } from './testing/world.ts';

const here = useProjector();
const { seen, textsOf, chunks, listed } = here;

describe('a passage', () => {
  beforeEach(async () => {
    await here.world.upload(handbook, policy);
    await seen(await here.world.parse(handbook, policy, ['battery one', 'battery two', 'battery three']));
  });
  const [one, two] = [firstOf(policy, 'battery one'), firstOf(policy, 'battery two')];
  const typed = 'typed' as ChunkId;

  test('that was edited is found by its new text only, at its place', async () => {
    await seen(await here.world.edit(handbook, policy, two, { text: 'screen two' }));
    expect(await textsOf('battery')).toStrictEqual(['battery one', 'battery three']);
    expect(await textsOf('screen')).toStrictEqual(['screen two']);
    expect(await listed()).toStrictEqual(['battery one', 'screen two', 'battery three']);
  });
  test('that was edited twice has one text', async () => {
    await here.world.edit(handbook, policy, two, { text: 'screen two' });
    await seen(await here.world.edit(handbook, policy, two, { text: 'screen two again' }));
    expect(await textsOf('screen')).toStrictEqual(['screen two again']);
  });
  test('that is disabled is listed and not found, whether a run or a person made its text', async () => {
    await here.world.edit(handbook, policy, one, { enabled: false });
    await here.world.edit(handbook, policy, two, { text: 'screen two' });
    await seen(await here.world.edit(handbook, policy, two, { enabled: false }));
    expect(await textsOf('battery screen')).toStrictEqual(['battery three']);
    expect(await listed()).toStrictEqual(['battery one', 'screen two', 'battery three']);
    await here.world.edit(handbook, policy, one, { enabled: true });
    await seen(await here.world.edit(handbook, policy, two, { enabled: true }));
    expect(await textsOf('battery screen')).toStrictEqual(['battery one', 'battery three', 'screen two']);
  });
  test('that was deleted is in no search and no list', async () => {
    await seen(await here.world.deleteChunk(handbook, policy, two));
    expect(await textsOf('battery')).toStrictEqual(['battery one', 'battery three']);
    expect(await listed()).toStrictEqual(['battery one', 'battery three']);
    const { chunk } = await chunks().get({ tenantId, datasetId: handbook, documentId: policy }, two);
    expect(chunk).toBeUndefined();
  });
  test('that was typed in is found and listed last, until it is deleted', async () => {
    await seen(await here.world.type(handbook, policy, typed, 'battery typed'));
    expect(await listed()).toStrictEqual(['battery one', 'battery two', 'battery three', 'battery typed']);
    expect(await textsOf('typed')).toStrictEqual(['battery typed']);
    const { chunk } = await chunks().get({ tenantId, datasetId: handbook, documentId: policy }, typed);
    expect(chunk).toMatchObject({ run: 0, edited: true, enabled: true });
    await seen(await here.world.deleteChunk(handbook, policy, typed, 0));
    expect(await textsOf('typed')).toStrictEqual([]);
  });
  test('loses its edits when its document is parsed again', async () => {
    await here.world.edit(handbook, policy, one, { text: 'screen one' });
    await here.world.deleteChunk(handbook, policy, two);
    await seen(await here.world.type(handbook, policy, typed, 'battery typed'));
    await seen(await here.world.parse(handbook, policy, ['battery one', 'battery two']));
    expect(await listed()).toStrictEqual(['battery one', 'battery two']);
    expect(await textsOf('battery screen')).toStrictEqual(['battery one', 'battery two']);
  });
  test('keeps its edits when the parse request asks for it', async () => {
    await here.world.edit(handbook, policy, one, { text: 'screen one' });
    await here.world.edit(handbook, policy, firstOf(policy, 'battery three'), { text: 'screen three' });
    await here.world.deleteChunk(handbook, policy, two);
    await seen(await here.world.type(handbook, policy, typed, 'battery typed'));
    await seen(await here.world.parse(handbook, policy, ['battery zero', 'battery two', 'battery one'], { keepEdits: true }));
    // The run makes the first passage again, further down. It does not make the third, which stays as a separate passage.
    expect(await textsOf('battery screen')).toStrictEqual(['battery typed', 'battery zero', 'screen one', 'screen three']);
    expect(await listed()).toStrictEqual(['battery zero', 'screen one', 'screen three', 'battery typed']);
  });
  test('is listed once, page by page, whatever was edited', async () => {
    await here.world.edit(handbook, policy, two, { text: 'screen two' });
    await here.world.deleteChunk(handbook, policy, one);
    await seen(await here.world.type(handbook, policy, typed, 'battery typed'));
    const place = { tenantId, datasetId: handbook, documentId: policy };
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await chunks().list(place, { limit: 1, cursor });
      texts.push(...(page?.items.map(({ text }) => text) ?? []));
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
    expect(texts).toStrictEqual(['screen two', 'battery three', 'battery typed']);
  });
});
