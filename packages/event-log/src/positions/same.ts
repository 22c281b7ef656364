import { sameLink } from '../chain/link.ts';
import type { Position } from '../port/position.ts';

/** Two undefined positions are the same place: nothing was read yet. */
export function samePosition(one: Position | undefined, other: Position | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.offset === other.offset && sameLink(one.link, other.link);
}
