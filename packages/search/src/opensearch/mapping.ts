import { createHash } from 'node:crypto';

/** OpenSearch's analyzers of a language, by the language's first subtag. Chinese, Japanese and Korean are cut into pairs of characters. */
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

/** The field that holds the words of a passage of this language: each passage has one of them. @param language BCP 47 */
export const wordsField = (language: string): string => `words_${analyzers.get(language.split(/[-_]/u)[0]?.toLowerCase() ?? '') ?? plain}`;

/** All of them, for a question whose language nobody knows: each field takes it apart in its own way. */
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
 * What an index is made from. The engine is named, since what a server takes by default cannot filter while it walks the graph; and copies are made
 * of documents, not of segments, which would show them late.
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
        // Whoever has to see what was put refreshes; the rest is for the sweeper.
        refresh_interval: '30s',
      },
    },
    mappings: {
      dynamic: 'strict' as const,
      _meta: { modelId, dimensions, mapping: mappingDigest(properties) },
      // Words and vector are read back by nobody: a rebuild takes them from the artifacts.
      _source: { excludes: [allWordsFields, 'vector'] },
      properties,
    },
  };
}

/** Of another digest, the same passage would be indexed in another way. */
const mappingDigest = (properties: object): string => createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16);
