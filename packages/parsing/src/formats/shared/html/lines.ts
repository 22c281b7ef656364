import type { Place } from '../../../block.ts';
import { linePlace } from '../line-place.ts';
import type { HtmlNode } from './nodes.ts';

/** Gives the lines of the source on which nodes stand. */
export type PlaceOf = (nodes: readonly HtmlNode[]) => Place;

/** For HTML that was made from another format: its lines are not those of the file. */
export const noPlace: PlaceOf = () => ({});

export function sourceLines(html: string): PlaceOf {
  const ends: number[] = [];
  for (let index = html.indexOf('\n'); index >= 0; index = html.indexOf('\n', index + 1)) ends.push(index);
  const lineAt = (index: number) => lowerBound(ends, index) + 1;
  return (nodes) => {
    const first = nodes.find(isVisible);
    const last = nodes.findLast(isVisible);
    if (first === undefined || last === undefined) return {};
    const from = (first.startIndex ?? 0) + leadingSpace(first);
    return linePlace(lineAt(from), lineAt(Math.max(from, (last.endIndex ?? from) - trailingSpace(last))));
  };
}

function isVisible(node: HtmlNode): boolean {
  return !('data' in node) || node.data.trim() !== '';
}

const leadingSpace = (node: HtmlNode): number => ('data' in node ? node.data.length - node.data.trimStart().length : 0);
const trailingSpace = (node: HtmlNode): number => ('data' in node ? node.data.length - node.data.trimEnd().length : 0);

/** The number of sorted values that are below `value`. */
function lowerBound(sorted: readonly number[], value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
