import type { PageBox } from './block.ts';

/** Joins boxes to one for each page: the smallest that holds all boxes of that page. The order is that in which the pages first appear. */
export function joinBoxes(boxes: readonly PageBox[]): readonly PageBox[] {
  return [...Map.groupBy(boxes, ({ page }) => page)].map(([page, all]) => {
    const x = Math.min(...all.map((box) => box.x));
    const y = Math.min(...all.map((box) => box.y));
    const right = Math.max(...all.map((box) => box.x + box.width));
    const bottom = Math.max(...all.map((box) => box.y + box.height));
    return { page, x, y, width: rounded(right - x), height: rounded(bottom - y) };
  });
}

/** Rounds to a tenth of a point, which is finer than any screen shows. */
export const rounded = (points: number): number => Math.round(points * 10) / 10;

/** A passage with more boxes than this keeps one box a page. A page seldom has more blocks. */
const boxesMax = 64;

/** The boxes of the places that a passage is made from, each once. */
export function boxesOfPassage(places: readonly { readonly boxes?: readonly PageBox[] }[]): readonly PageBox[] | undefined {
  const boxes = [...new Set(places.flatMap((place) => place.boxes ?? []))];
  if (boxes.length === 0) return undefined;
  return boxes.length > boxesMax ? joinBoxes(boxes).slice(0, boxesMax) : boxes;
}
