/** Turns texts into vectors whose dot product is their likeness (the cosine, since they are of unit length). */
export interface Embedder {
  /**
   * Names everything that decides what a vector is: model, precision, and how words are cut and weighed. Vectors may be
   * compared only if their ids are equal; an index keeps the id of what filled it.
   */
  readonly modelId: string;
  /** Length of every vector, always the same for one `modelId`. */
  readonly dimensions: number;
  /**
   * One vector a text, in the order of the texts, each the caller's own to change.
   *
   * A vector is of unit length, or **all zero when the text has nothing that the model knows** (no words, another
   * language): such a text is like no other, and its cosine is undefined, so a caller neither indexes it nor searches with it.
   * Any string is a text, the empty one too. A text's vector does not depend on the texts beside it.
   *
   * @throws the signal's reason when it is aborted before the answer, at the adapter's next look.
   * @throws an `Error` when the model cannot be asked; nothing is answered for some of the texts only.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
