import { createHash } from 'node:crypto';

/** OpenSearch's analyzers by the language's first subtag. Chinese, Japanese and Korean are split into pairs of characters. */
const analyzers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ar: 'arabic',
    bg: 'bulgarian',
    bn: 'bengali',
    ca: 'catalan',
    cs: 'czech',
    da: 'danish',
    de: 'german',
    el: 'greek',
    en: 'english',
    es: 'spanish',
    et: 'estonian',
    eu: 'basque',
    fa: 'persian',
    fi: 'finnish',
    fr: 'french',
    ga: 'irish',
    gl: 'galician',
    hi: 'hindi',
    hu: 'hungarian',
    hy: 'armenian',
    id: 'indonesian',
    it: 'italian',
    ja: 'cjk',
    ko: 'cjk',
    lt: 'lithuanian',
    lv: 'latvian',
    nb: 'norwegian',
    nl: 'dutch',
    nn: 'norwegian',
    no: 'norwegian',
    pt: 'portuguese',
    ro: 'romanian',
    ru: 'russian',
    sv: 'swedish',
    th: 'thai',
    tr: 'turkish',
    zh: 'cjk',
  }),
);

const plain = 'standard';

/** The field that holds the words of a passage in this language. Each passage has one such field. @param language BCP 47 */
export const wordsField = (language: string): string => `words_${analyzers.get(language.split(/[-_]/u)[0]?.toLowerCase() ?? '') ?? plain}`;

/** All such fields, for a query of unknown language: each field analyses it in its own way. */
export const allWordsFields = 'words_*';

const wordsFields = Object.fromEntries(
  [...new Set([...analyzers.values(), plain])].map((analyzer) => [`words_${analyzer}`, { type: 'text' as const, analyzer }]),
);

const keyword = { type: 'keyword' } as const;
const whole = { type: 'long' } as const;

export interface IndexShape {
  readonly modelId: string;
  readonly dimensions: number;
  readonly shards: number;
  readonly replicas: number;
}

/**
 * The settings and mapping of an index. The engine is named because a server's default engine cannot filter while it walks the graph. Replicas copy
 * documents, not segments, which would show entries late.
 */
export function indexBody({ modelId, dimensions, shards, replicas }: IndexShape) {
  const properties = {
    tenantId: keyword,
    datasetId: keyword,
    documentId: keyword,
    chunkId: keyword,
    run: whole,
    revision: whole,
    partition: whole,
    from: whole,
    ordinal: whole,
    stored: { type: 'object', enabled: false } as const,
    ...wordsFields,
    vector: {
      type: 'knn_vector',
      dimension: dimensions,
      method: { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil', parameters: { m: 16, ef_construction: 128 } },
    } as const,
  };
  return {
    settings: {
      index: {
        knn: true,
        number_of_shards: shards,
        number_of_replicas: replicas,
        'replication.type': 'DOCUMENT' as const,
        // A caller that must see its entries refreshes. This interval is for the sweeper.
        refresh_interval: '30s',
      },
    },
    mappings: {
      dynamic: 'strict' as const,
      _meta: { modelId, dimensions, mapping: mappingDigest(properties) },
      // No caller reads words or vector back: a rebuild takes them from the artifacts.
      _source: { excludes: [allWordsFields, 'vector'] },
      properties,
    },
  };
}

/** Under another digest, the same passage would be indexed differently. */
const mappingDigest = (properties: object): string => createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16);
