import type { TextHead } from '../format.ts';

export const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that occurs equally often in most lines of the sample; undefined when there is none. */
export function findDelimiter(sample: string): string | undefined {
  const lines = sample.split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '');
  let best: { delimiter: string; score: number } | undefined;
  for (const delimiter of delimiters) {
    const counts = lines.slice(0, 50).map((line) => outsideQuotes(line).split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    const share = first === 0 ? 0 : counts.filter((count) => count === first).length / counts.length;
    const score = share * first;
    if (share >= 0.6 && score > (best?.score ?? 0)) best = { delimiter, score };
  }
  return best?.delimiter;
}

/** For files whose name gives no format. Prose has commas too, so every line must have the same number of them. */
export function looksLikeCsv({ text }: TextHead): boolean {
  const lines = text
    .split(/\r\n|\n/u)
    .slice(0, -1)
    .filter((line) => line.trim() !== '');
  if (lines.length < 3) return false;
  return delimiters.some((delimiter) => {
    const counts = lines.slice(0, 50).map((line) => outsideQuotes(line).split(delimiter).length);
    return (counts[0] ?? 0) > 1 && counts.every((count) => count === counts[0]);
  });
}

function outsideQuotes(line: string): string {
  return line.replaceAll(/"(?:[^"]|"")*"/gu, '""');
}
