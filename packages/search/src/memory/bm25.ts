const word = /[\p{L}\p{N}]+/gu;

/** The words of a text as an index sees them: in lower case, with plural and tense endings roughly removed. */
const termsOf = (text: string): readonly string[] =>
  (text.toLowerCase().match(word) ?? []).map((each) => (each.length > 4 ? each.replace(/(?:ing|ed|es|s)$/u, '') : each));

const k1 = 1.2;
const b = 0.75;

/** The BM25 score of each text for a query; 0 where they share no word. */
export function bm25(query: string, texts: readonly string[]): readonly number[] {
  const documents = texts.map(termsOf);
  const average = documents.reduce((sum, terms) => sum + terms.length, 0) / Math.max(1, documents.length);
  const wanted = new Set(termsOf(query));
  const containing = new Map([...wanted].map((term) => [term, documents.filter((terms) => terms.includes(term)).length]));
  return documents.map((terms) => {
    let score = 0;
    for (const term of wanted) {
      const frequency = terms.filter((each) => each === term).length;
      const n = containing.get(term) ?? 0;
      const inverse = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
      score += (inverse * frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * terms.length) / average));
    }
    return score;
  });
}
