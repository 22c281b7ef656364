import type { KeySlot, Sealed } from '@ragtime/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { helpers, seal } from '../../testing/recorded.ts';
import { openSealed, toJson } from './event-json.ts';

const never = (): string | undefined => undefined;

describe('an event as JSON', () => {
  test('leaves out absent members and keeps everything else', () => {
    expect(toJson({ a: 1, b: undefined, c: null, d: [true, { e: 'x' }] })).toStrictEqual({ a: 1, c: null, d: [true, { e: 'x' }] });
  });

  test('survives conversion to text and back unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(JSON.stringify(toJson(JSON.parse(text))))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test('is refused when it holds a value that JSON cannot express', () => {
    expect(() => toJson({ a: 1n })).toThrow('bigint');
  });
});

describe('a sealed value in an event', () => {
  test('stays sealed in its JSON, where no text can be read', () => {
    const json = JSON.stringify(toJson({ name: seal('a secret name') }));
    expect(json).not.toContain('secret');
    expect(JSON.parse(json)).toStrictEqual({ name: { slot: 'slot', box: Buffer.from('a secret name').toString('base64') } });
  });

  test('opens to the sealed bytes, wherever it is in the event', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (box) => {
        const seen: Sealed[] = [];
        const open = (sealed: Sealed) => {
          seen.push(sealed);
          return 'opened';
        };
        const json = toJson({ deep: [{ text: { slot: 's' as KeySlot, box } }] });
        expect(openSealed(json, open)).toStrictEqual({ deep: [{ text: 'opened' }] });
        expect(seen).toStrictEqual([{ slot: 's', box }]);
      }),
    );
  });

  test('is null once its key was erased', () => {
    expect(openSealed(toJson({ name: seal('x'), type: 'y' }), never)).toStrictEqual({ name: null, type: 'y' });
  });

  test('shows metadata as JSON, and as text when it is not JSON', () => {
    expect(openSealed(toJson({ metadata: seal('{"a":[1]}') }), helpers.open)).toStrictEqual({ metadata: { a: [1] } });
    expect(openSealed(toJson({ metadata: seal('{nonsense') }), helpers.open)).toStrictEqual({ metadata: '{nonsense' });
  });

  test('is distinguished from a member that only looks like it', () => {
    const alike = { slot: 'x', box: '###' };
    expect(openSealed(toJson({ a: alike, b: { slot: 'x', box: '', more: 1 } }), never)).toStrictEqual({
      a: alike,
      b: { slot: 'x', box: '', more: 1 },
    });
  });
});
