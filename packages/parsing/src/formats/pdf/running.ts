import type { PageText, Run } from './runs.ts';

/** Running heads and feet stand in the outer parts of a page, each this share of its height. */
const zoneShare = 0.1;
/**
 * A text is running text if it occurs on this many pages, apart from its numbers. The share is under a half because left and right pages may have
 * different texts.
 */
const repeated = { pagesMin: 3, shareMin: 0.4 };

const pageNumber = /^(?:page|seite)?\s*[-–]?\s*(?:\d{1,5}|[ivxlc]{1,7})\s*[-–]?(?:\s*(?:\/|of|von)\s*\d{1,5})?$/iu;

/** Running text is at most this many times as large as the body's text. A title on every page is larger. */
const sizeRatioMax = 1.1;

/**
 * The pages without the text that repeats on them. Two pages with a page number are enough to drop page numbers. A page that holds nothing but
 * running text keeps it, because forms are like that.
 */
export function withoutRunningText(pages: readonly PageText[], bodySize: number): readonly PageText[] {
  const pagesWith = new Map<string, Set<number>>();
  const numbered = new Set<number>();
  for (const { page, height, runs } of pages) {
    for (const line of outerLines(runs, height)) {
      const key = keyOf(line);
      pagesWith.set(key, (pagesWith.get(key) ?? new Set()).add(page));
      if (pageNumber.test(textOf(line))) numbered.add(page);
    }
  }
  const isRunning = (line: readonly Run[]): boolean => {
    if (line.some(({ size }) => size > sizeRatioMax * bodySize)) return false;
    const count = pagesWith.get(keyOf(line))?.size ?? 0;
    return (
      (numbered.size > 1 && pageNumber.test(textOf(line))) || (count >= repeated.pagesMin && count >= repeated.shareMin * pages.length)
    );
  };
  return pages.map((each) => {
    const running = new Set(outerLines(each.runs, each.height).filter(isRunning).flat());
    const runs = each.runs.filter((run) => !running.has(run));
    return runs.length === 0 ? each : { ...each, runs };
  });
}

/** The runs of the outer zones, grouped by line. */
function outerLines(runs: readonly Run[], height: number): readonly (readonly Run[])[] {
  const lines = new Map<number, Run[]>();
  for (const run of runs) {
    if (run.y > height * zoneShare && run.y < height * (1 - zoneShare)) continue;
    const key = Math.round(run.y);
    lines.set(key, [...(lines.get(key) ?? []), run]);
  }
  return [...lines.values()];
}

function textOf(line: readonly Run[]): string {
  return line
    .map(({ text }) => text)
    .join(' ')
    .trim();
}

function keyOf(line: readonly Run[]): string {
  return `${Math.round((line[0]?.y ?? 0) / 4)} ${textOf(line).replaceAll(/\d+/gu, '#').replaceAll(/\s+/gu, '')}`;
}
