/** Turns texts into vectors. The dot product of two vectors is the similarity of their texts (the cosine, because the vectors have unit length). */
export interface Embedder {
  /**
   * Names everything that determines a vector: the model, its precision, and how words are cut and weighted. Vectors may be compared only if their
   * ids are equal. An index keeps the id of the model that filled it.
   */
  readonly modelId: string;
  /** The length of every vector, always the same for one `modelId`. */
  readonly dimensions: number;
  /**
   * Gives one vector for each text, in the order of the texts. The caller owns the vectors and may change them.
   *
   * A vector has unit length, or is **all zero when the model knows nothing in the text** (no words, another language). Such a text is similar to
   * no other and its cosine is undefined, so a caller neither indexes it nor searches with it. Any string is a text, also the empty one. A text's
   * vector does not depend on the texts beside it.
   *
   * @throws the signal's reason when it is aborted before the answer, at the adapter's next check.
   * @throws an `Error` when the model cannot be reached; there is never an answer for only some of the texts.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
