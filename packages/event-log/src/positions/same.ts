import { sameLink } from '../chain/link.ts';
import type { Position } from '../port/position.ts';

/** Absent on both sides is the same place: nowhere yet. */
export function samePosition(one: Position | undefined, other: Position | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.offset === other.offset && sameLink(one.link, other.link);
}
