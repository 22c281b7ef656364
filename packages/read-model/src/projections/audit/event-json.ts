import type { KeySlot, Sealed } from '@ragtime/domain';
import { z } from 'zod';
import type { JsonValue } from '../../tables/table.ts';

const SealedJson = z.strictObject({ slot: z.string(), box: z.base64() });

/** An event's members as JSON. Absent members are left out; bytes become base64, so that a sealed value stays sealed. */
export function toJson(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, toJson(member)]),
    );
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return value;
  throw new TypeError(`an event holds a ${typeof value}, which has no JSON`);
}

/** The same JSON with every sealed value opened: its text, or the JSON of metadata; null when its key was erased. */
export function openSealed(value: JsonValue, open: (sealed: Sealed) => string | undefined, name?: string): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  const sealed = SealedJson.safeParse(value);
  if (sealed.success) {
    const { slot, box } = sealed.data;
    const text = open({ slot: slot as KeySlot, box: Uint8Array.from(Buffer.from(box, 'base64')) });
    if (text === undefined) return null;
    return name === 'metadata' ? jsonOf(text) : text;
  }
  if (isList(value)) return value.map((member) => openSealed(member, open));
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, openSealed(inner, open, member)]));
}

/** The slots of every sealed value in it. */
export function slotsIn(value: JsonValue): readonly KeySlot[] {
  if (typeof value !== 'object' || value === null) return [];
  const sealed = SealedJson.safeParse(value);
  return sealed.success ? [sealed.data.slot as KeySlot] : Object.values(value).flatMap(slotsIn);
}

/** The edge accepts only JSON. Other text is shown unchanged, because an audit hides nothing. */
function jsonOf(text: string): JsonValue {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
