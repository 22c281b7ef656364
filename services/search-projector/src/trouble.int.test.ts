import type { IndexEntry, SwitchableIndex } from '@ragtime/search';
import { describe, expect, test } from 'vitest';
import { handbook, manual, other, policy, useProjector } from './testing/use-projector.ts';
import { document } from './testing/world.ts';

const here = useProjector();
const { start, seen, textsOf } = here;

describe('an artifact that is missing', () => {
  const stop = async (run = 'nowhere') => {
    await here.world.upload(handbook, policy);
    return await here.world.parse(handbook, policy, ['battery'], { artifact: `t/d/policy/${run}` });
  };

  test('stops its dataset, and no other', async () => {
    await stop();
    await here.world.upload(other, manual);
    const at = await here.world.parse(other, manual, ['battery elsewhere']);
    await seen(at);
    await here.projector.caughtUp();
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere']);
    expect(here.stopped).toMatchObject([{ key: handbook, category: 'handler-threw', detail: expect.stringContaining('BlobMissing') }]);
    const partition = here.stopped[0]?.partition ?? at.partition;
    expect(await here.projector.resolve(partition, handbook)).toBe('still-failing');
    await here.world.blobs.move(await here.world.leave(policy, 1, ['battery found again']), 't/d/policy/nowhere');
    expect(await here.projector.resolve(partition, handbook)).toBe('resolved');
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere', 'battery found again']);
    await seen(await here.world.parse(handbook, policy, ['battery anew']));
    expect(await textsOf('battery')).toStrictEqual(['battery anew', 'battery elsewhere']);
  });
  test('is also reported when it is damaged, or when an event is', async () => {
    await here.world.upload(handbook, policy);
    const left = await here.world.leave(policy, 1, ['battery']);
    await here.world.blobs.remove([left]);
    await here.world.blobs.write(left, once(Buffer.from('no manifest')), { bytesMax: 100 });
    await here.world.parse(handbook, policy, ['battery'], { artifact: left });
    await here.world.upload(other, manual);
    await here.world.submit({ type: 'ChangeDocument', datasetId: other, documentId: manual, metadata: here.world.seal(manual, 'no JSON') });
    await here.projector.caughtUp();
    await expect
      .poll(() => here.stopped.map(({ key, detail }) => `${key} ${detail}`).toSorted())
      .toStrictEqual([
        'handbook DocumentParsed: ArtifactInvalid: not a manifest',
        'other DocumentMetadataReplaced: EventInvalid: the metadata are not a JSON object',
      ]);
  });
  test('does no harm when its document is parsed again later in the log', async () => {
    await here.projector.stop();
    await stop();
    for (let each = 0; each < 80; each += 1) await here.world.change(handbook, policy, each % 2 === 1);
    await here.world.parse(handbook, policy, ['battery again']);
    await start();
    await here.projector.caughtUp();
    expect(here.stopped).toStrictEqual([]);
    expect(await textsOf('battery')).toStrictEqual(['battery again']);
  });
  test('does no harm when its document is deleted later in the log', async () => {
    await here.projector.stop();
    await stop();
    for (let each = 0; each < 40; each += 1) await here.world.upload(handbook, document(`document-${each}`));
    for (let each = 0; each < 40; each += 1) await here.world.change(handbook, document(`document-${each}`), false);
    await here.world.deleteDocument(handbook, policy);
    await start();
    await here.projector.caughtUp();
    expect(here.stopped).toStrictEqual([]);
    expect(await textsOf('battery')).toStrictEqual([]);
  });
});

describe('a passage that the index refuses', () => {
  test('stops its dataset and not the partition; failures of the index itself are retried', async () => {
    await here.projector.stop();
    let failures = 0;
    const put = async (index: SwitchableIndex, entries: readonly IndexEntry[]) => {
      if (entries.some(({ documentId }) => documentId === policy)) throw Object.assign(new Error('no such value'), { code: '22021' });
      failures += 1;
      if (failures < 3) throw new Error('down');
      await index.put(entries);
    };
    await start(0, (index) => ({ ...index, put: async (entries) => await put(index, entries) }));
    await here.world.upload(handbook, policy);
    await here.world.upload(other, manual);
    await here.world.parse(handbook, policy, ['battery']);
    await seen(await here.world.parse(other, manual, ['battery elsewhere']));
    await expect.poll(() => here.stopped.map(({ key }) => key)).toStrictEqual([handbook]);
    expect(failures).toBe(3);
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere']);
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
