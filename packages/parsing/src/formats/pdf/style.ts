import type { PageText } from './runs.ts';
import type { Segment } from './segments.ts';

/** What is usual in a window; headings and the ends of paragraphs are what differs from it. */
export interface Style {
  /** Height of the font that most letters have. */
  readonly bodySize: number;
  /** From line to line within paragraphs, in font heights. */
  readonly lineStep: number;
}

/** A line this much larger than the body is a heading; the ratios part the levels. */
const headingRatios = [2, 1.6, 1.33, 1.13] as const;
const headingCharactersMax = 200;

export function findStyle(pages: readonly PageText[], lines: readonly (readonly Segment[])[]): Style {
  const sizes = new Tally();
  for (const { runs } of pages) for (const { size, text } of runs) sizes.add(Math.round(size * 2) / 2, text.length);
  const steps = new Tally();
  for (const page of lines) {
    for (const [index, line] of page.entries()) {
      const above = page[index - 1];
      const step = above === undefined ? 0 : (line.y - above.y) / line.size;
      if (above !== undefined && Math.abs(above.size - line.size) < 0.5 && step > 0.8 && step < 2.6)
        steps.add(Math.round(step * 20) / 20, 1);
    }
  }
  return { bodySize: sizes.most() ?? 10, lineStep: steps.most() ?? 1.2 };
}

/** 1 to 4; undefined for a line that is no heading. */
export function headingLevel(line: Segment, style: Style): number | undefined {
  if (line.text.length > headingCharactersMax || !/\p{L}|\p{N}/u.test(line.text)) return undefined;
  const index = headingRatios.findIndex((ratio) => line.size >= ratio * style.bodySize);
  return index < 0 ? undefined : index + 1;
}

class Tally {
  readonly #weights = new Map<number, number>();

  add(value: number, weight: number): void {
    this.#weights.set(value, (this.#weights.get(value) ?? 0) + weight);
  }

  most(): number | undefined {
    let best: { value: number; weight: number } | undefined;
    for (const [value, weight] of this.#weights) if (weight > (best?.weight ?? 0)) best = { value, weight };
    return best?.value;
  }
}
