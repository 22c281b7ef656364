import { chunkIds } from '@ragtime/contracts/artifacts';
import type { ChunkId } from '@ragtime/domain';
import fc from 'fast-check';
import { dataset, document, type World } from './world.ts';

const datasets = [dataset('dataset-1'), dataset('dataset-2')] as const;
const places = [
  [datasets[0], document('document-1')],
  [datasets[0], document('document-2')],
  [datasets[1], document('document-3')],
] as const;
const words = ['battery one', 'battery two', 'battery three', 'battery four'] as const;

export type Happening =
  | { readonly kind: 'parse'; readonly at: number; readonly texts: readonly string[]; readonly keepEdits: boolean }
  | {
      readonly kind: 'edit';
      readonly at: number;
      readonly word: number;
      readonly text: string | undefined;
      readonly enabled: boolean | undefined;
    }
  | { readonly kind: 'type' | 'delete-typed' | 'edit-typed'; readonly at: number; readonly chunk: number; readonly text: string }
  | { readonly kind: 'delete-chunk'; readonly at: number; readonly word: number }
  | { readonly kind: 'enable'; readonly at: number; readonly enabled: boolean }
  | { readonly kind: 'delete' | 'close'; readonly at: number };

const at = fc.nat(places.length - 1);
const word = fc.nat(words.length - 1);
const text = fc.nat(99).map((number) => `battery edited ${number}`);

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('parse' as const),
      at,
      texts: fc.subarray([...words], { minLength: 1 }),
      keepEdits: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      at,
      word,
      text: fc.option(text, { nil: undefined }),
      enabled: fc.option(fc.boolean(), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('type' as const, 'delete-typed' as const, 'edit-typed' as const),
      at,
      chunk: fc.nat(1),
      text,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-chunk' as const), at, word }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('enable' as const), at, enabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'delete' as const, 'close' as const), at }) },
);

export async function prepareWorld(world: World): Promise<void> {
  for (const datasetId of datasets) await world.createDataset(datasetId);
  for (const [datasetId, documentId] of places) await world.upload(datasetId, documentId, { of: documentId });
}

/** Submits a command; a rejected one changes nothing. @returns whether it was accepted */
export async function happen(world: World, what: Happening): Promise<boolean> {
  const [datasetId, documentId] = places[what.at] ?? places[0];
  const chunkOf = (place: number): ChunkId => chunkIds(documentId, 0, [words[place] ?? ''])[0] ?? ('' as ChunkId);
  const typed = (place: number) => `typed-${place}` as ChunkId;
  try {
    switch (what.kind) {
      case 'parse':
        await world.parse(datasetId, documentId, what.texts, { keepEdits: what.keepEdits });
        break;
      case 'edit':
        await world.edit(datasetId, documentId, chunkOf(what.word), {
          ...(what.text === undefined ? {} : { text: what.text }),
          ...(what.enabled === undefined ? {} : { enabled: what.enabled }),
        });
        break;
      case 'type':
        await world.type(datasetId, documentId, typed(what.chunk), what.text);
        break;
      case 'edit-typed':
        await world.edit(datasetId, documentId, typed(what.chunk), { text: what.text, run: 0 });
        break;
      case 'delete-typed':
        await world.deleteChunk(datasetId, documentId, typed(what.chunk), 0);
        break;
      case 'delete-chunk':
        await world.deleteChunk(datasetId, documentId, chunkOf(what.word));
        break;
      case 'enable':
        await world.change(datasetId, documentId, what.enabled);
        break;
      case 'delete':
        await world.deleteDocument(datasetId, documentId);
        break;
      case 'close':
        await world.close(datasetId);
        break;
    }
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('was not accepted')) return false;
    throw error;
  }
}
