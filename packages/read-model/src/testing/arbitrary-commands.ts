import { type DocumentTopicCommand, defaultDatasetSettings, type ErasureStore } from '@ragtime/domain';
import fc from 'fast-check';
import type { Intent } from './intents.ts';
import { named } from './named.ts';
import { seal } from './recorded.ts';

type Step = DocumentTopicCommand | Intent;

const datasetId = fc.constantFrom(named('dataset-1'), named('dataset-1'), named('dataset-2'));
const documentId = fc.constantFrom(named('document-1'), named('document-2'));
const chunkId = fc.constantFrom(named('chunk-1'), named('chunk-2'));
const text = fc.constantFrom('a name', 'another', 'ünï😀').map((words) => seal(words));
const metadata = fc.constantFrom('{"year":2026}', '{"by":["x","y"]}').map((json) => seal(json));
const nameHash = fc.constantFrom(named('hash-1'), named('hash-2'));
const original = fc
  .nat(3)
  .map((number) => ({ blobId: named(`t/d/d/${number}`), sha256: `${number}`.repeat(64), sizeBytes: number, mediaType: 'text/plain' }));
/** A document of one dataset has its own id there, as in production. */
const place = fc
  .tuple(datasetId, documentId)
  .map(([dataset, document]) => ({ datasetId: dataset, documentId: named(`${dataset}-${document}`) }));

const register = fc.tuple(place, text, nameHash, original, fc.option(metadata, { nil: undefined })).map(
  ([at, name, hash, file, meta]): Step => ({
    type: 'RegisterDocument',
    ...at,
    keySlot: named('slot'),
    name,
    nameHash: hash,
    metadata: meta,
    original: file,
    uploadedAtMs: 0,
    ifExists: 'add',
  }),
);
const revise = fc.tuple(place, original).map(([at, file]): Step => ({ type: 'ReviseDocument', ...at, original: file, uploadedAtMs: 0 }));
const change = fc.tuple(place, fc.option(text), fc.option(metadata), fc.option(fc.boolean()), nameHash).map(
  ([at, name, meta, enabled, hash]): Step => ({
    type: 'ChangeDocument',
    ...at,
    metadata: meta,
    ...(name === null
      ? {}
      : {
          name: {
            name,
            nameHash: hash,
          },
        }),
    ...(enabled === null ? {} : { enabled }),
  }),
);
const remove = place.map((at): Step => ({ type: 'DeleteDocument', ...at, receiptId: named(`receipt of ${at.documentId}`) }));
const parse = fc.tuple(place, fc.boolean(), fc.nat(999)).map(
  ([at, keepEdits, number]): Step => ({
    type: 'RequestParsing',
    datasetId: at.datasetId,
    keepEdits,
    ifMissing: 'skip',
    documents: [
      {
        documentId: at.documentId,
        runId: named(`${at.documentId}-run-${number}`),
      },
    ],
  }),
);
const cancel = place.map((at): Step => ({ type: 'CancelParsing', datasetId: at.datasetId, documents: [at], ifMissing: 'skip' }));
const addChunk = fc
  .tuple(place, chunkId, text)
  .map(([at, chunk, words]): Step => ({ type: 'AddChunk', ...at, chunkId: chunk, text: words }));
const editChunk = fc.tuple(place, chunkId, fc.option(text), fc.boolean()).map(
  ([at, chunk, words, enabled]): Step => ({
    type: 'EditChunk',
    ...at,
    chunkId: chunk,
    run: 0,
    enabled,
    ...(words === null ? {} : { text: words }),
  }),
);
const deleteChunk = fc.tuple(place, chunkId).map(([at, chunk]): Step => ({ type: 'DeleteChunk', ...at, chunkId: chunk, run: 0 }));
const describe = datasetId.map((dataset): Step => ({ type: 'ChangeDataset', datasetId: dataset, description: 'described' }));
const reportErased = fc.tuple(place, fc.constantFrom<ErasureStore>('read-model', 'index', 'blobs', 'keys')).map(
  ([at, store]): Step => ({
    type: 'ReportErased',
    datasetId: at.datasetId,
    receiptId: named(`receipt of ${at.documentId}`),
    store,
    removed: 1,
  }),
);
const work = fc.record({
  intent: fc.constant('work' as const),
  datasetId,
  pick: fc.nat(9),
  outcome: fc.constantFrom('completed', 'completed', 'completed-with-more', 'failed', 'dead', 'lost'),
});
const deadLetter = fc.record({
  intent: fc.constant('dead-letter' as const),
  datasetId,
  pick: fc.nat(9),
  act: fc.constantFrom('replay', 'discard'),
});
const visibleChunk = fc.record({
  intent: fc.constant('visible-chunk' as const),
  datasetId,
  pick: fc.nat(9),
  act: fc.constantFrom('switch-off', 'delete'),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: register },
  { weight: 1, arbitrary: revise },
  { weight: 2, arbitrary: change },
  { weight: 1, arbitrary: remove },
  { weight: 4, arbitrary: parse },
  { weight: 1, arbitrary: cancel },
  { weight: 2, arbitrary: addChunk },
  { weight: 2, arbitrary: editChunk },
  { weight: 1, arbitrary: deleteChunk },
  { weight: 1, arbitrary: describe },
  { weight: 2, arbitrary: reportErased },
  { weight: 20, arbitrary: work },
  { weight: 2, arbitrary: deadLetter },
  { weight: 2, arbitrary: visibleChunk },
);

const create = (id: ReturnType<typeof named>): DocumentTopicCommand => ({
  type: 'CreateDataset',
  datasetId: id,
  tenantId: named('tenant-1'),
  name: `the ${id}`,
  nameHash: named(`hash of ${id}`),
  description: undefined,
  settings: defaultDatasetSettings,
});
const close: DocumentTopicCommand = { type: 'CloseDataset', datasetId: named('dataset-1'), receiptId: named('receipt of dataset-1') };

/** Commands of any kind on two datasets. One of them may be closed towards the end. */
export const anythingThatHappens: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }), fc.boolean(), fc.array(step, { maxLength: 10 }))
  .map(([before, closes, after]) => [
    create(named('dataset-1')),
    create(named('dataset-2')),
    ...before,
    ...(closes ? [close] : []),
    ...after,
  ]);
