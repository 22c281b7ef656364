import type { PageText } from './runs.ts';
import type { Segment } from './segments.ts';

/** The usual text of a window. Headings and the ends of paragraphs differ from it. */
export interface Style {
  /** The font height that most letters have. */
  readonly bodySize: number;
  /** The library's name of the font that most letters have; undefined when there are no letters. */
  readonly bodyFont: string | undefined;
  /** The distance from line to line within paragraphs, in font heights. */
  readonly lineStep: number;
}

/** A line that is this many times as large as the body is a heading; the ratios separate the levels. */
const headingRatios = [2, 1.6, 1.33, 1.13] as const;
const headingCharactersMax = 200;

export function findBody(pages: readonly PageText[]): Pick<Style, 'bodySize' | 'bodyFont'> {
  const sizes = new Tally<number>();
  const fonts = new Tally<string>();
  for (const { size, text, font } of pages.flatMap(({ runs }) => runs)) {
    sizes.add(Math.round(size * 2) / 2, text.length);
    fonts.add(font, text.length);
  }
  return { bodySize: sizes.most() ?? 10, bodyFont: fonts.most() };
}

/** The result is in font heights; `lines` are grouped by page. */
export function findLineStep(lines: readonly (readonly Segment[])[]): number {
  const steps = new Tally<number>();
  for (const page of lines) {
    for (const [index, line] of page.entries()) {
      const above = page[index - 1];
      const step = above === undefined ? 0 : (line.y - above.y) / line.size;
      if (above !== undefined && Math.abs(above.size - line.size) < 0.5 && step > 0.8 && step < 2.6)
        steps.add(Math.round(step * 20) / 20, 1);
    }
  }
  return leastCommon(steps) ?? 1.2;
}

/** 1 to 4; undefined for a line that is not a heading. */
export function headingLevel(line: Segment, style: Style): number | undefined {
  if (line.text.length > headingCharactersMax || !/\p{L}|\p{N}/u.test(line.text)) return undefined;
  const index = headingRatios.findIndex((ratio) => line.size >= ratio * style.bodySize);
  return index < 0 ? undefined : index + 1;
}

/** The smallest of the values that occur at least half as often as the most frequent one. */
function leastCommon({ weights }: Tally<number>): number | undefined {
  const most = Math.max(0, ...weights.values());
  const common = [...weights].filter(([, weight]) => weight >= most / 2).map(([value]) => value);
  return common.length === 0 ? undefined : Math.min(...common);
}

class Tally<Value> {
  readonly weights = new Map<Value, number>();

  add(value: Value, weight: number): void {
    this.weights.set(value, (this.weights.get(value) ?? 0) + weight);
  }

  most(): Value | undefined {
    let best: { value: Value; weight: number } | undefined;
    for (const [value, weight] of this.weights) if (weight > (best?.weight ?? 0)) best = { value, weight };
    return best?.value;
  }
}
