/** What a client was told of one passage that it typed in. */
export interface NotedPassage {
  readonly chunkId: string;
  /** Stands in this passage's last text and nowhere else. */
  word: string;
  deleted: boolean;
}

/** What a client was told of one document, and nothing that it was not told. */
export interface Noted {
  readonly datasetId: string;
  readonly name: string;
  /** A word that stands in this document and in no other; a file that other programs made has none. */
  readonly word: string | undefined;
  /** Of what was uploaded. */
  readonly sha256: string;
  documentId: string | undefined;
  deleted: 'no' | 'asked' | 'acknowledged';
  receiptId: string | undefined;
  readonly commandIds: string[];
  readonly passages: NotedPassage[];
  /** One client at a time works on a document, as one user would. */
  busy: boolean;
}

/** Bytes of a new document, before anything was said of it. */
export const notedOf = (of: Pick<Noted, 'datasetId' | 'name' | 'word' | 'sha256'>): Noted => ({
  ...of,
  documentId: undefined,
  deleted: 'no',
  receiptId: undefined,
  commandIds: [],
  passages: [],
  busy: true,
});
