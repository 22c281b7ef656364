import type { InvalidMember } from '../problems/handle-errors.ts';
import { depthMax } from './bounds.ts';

/**
 * Finds what our stores cannot return as it was sent: texts and names of members with U+0000 or lone surrogates, the name `__proto__`,
 * and values that nest too deeply. Returns undefined when there is nothing of this kind.
 */
export function unstorable(value: unknown, path: string): InvalidMember | undefined {
  const pending: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [{ value, path, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: inner, path: at, depth } = next;
    if (typeof inner === 'string' && !isStorable(inner)) return { path: at, message: 'must be well-formed Unicode without U+0000' };
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth === depthMax) return { path: at.slice(0, 200), message: `must not nest deeper than ${depthMax}` };
    for (const [name, member] of Object.entries(inner)) {
      if (name === '__proto__') return { path: at, message: 'has a member with the name __proto__, which no object here may have' };
      if (!isStorable(name)) return { path: at, message: 'has a member whose name is not well-formed Unicode without U+0000' };
      pending.push({ value: member, path: `${at}/${name}`, depth: depth + 1 });
    }
  }
  return undefined;
}

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
