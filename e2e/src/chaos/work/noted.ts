/** A client's knowledge of one passage that it typed in, from answers alone. */
export interface NotedPassage {
  readonly chunkId: string;
  /** A word that stands only in this passage's last text. */
  word: string;
  deleted: boolean;
}

/** A client's knowledge of one document, from answers alone. */
export interface Noted {
  readonly datasetId: string;
  readonly name: string;
  /** A word that stands in this document and in no other; a file that other programs made has none. */
  readonly word: string | undefined;
  /** The hash of the uploaded bytes. */
  readonly sha256: string;
  documentId: string | undefined;
  deleted: 'no' | 'asked' | 'acknowledged';
  receiptId: string | undefined;
  readonly commandIds: string[];
  readonly passages: NotedPassage[];
  /** One client at a time works on a document, as one user would. */
  busy: boolean;
}

/** The bytes of a new document, before the first answer about it. */
export const notedOf = (of: Pick<Noted, 'datasetId' | 'name' | 'word' | 'sha256'>): Noted => ({
  ...of,
  documentId: undefined,
  deleted: 'no',
  receiptId: undefined,
  commandIds: [],
  passages: [],
  busy: true,
});
