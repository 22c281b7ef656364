import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomUuid, uuidFromParts } from './ids.ts';

it('an id made from parts is a UUIDv8 that never changes between releases', () => {
  expect(uuidFromParts('command', '0')).toBe('c7055a73-0844-834f-89e5-6b6f29b57ae1');
  expect(uuidFromParts('command', '0')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('ids of different parts differ, even when the parts join to the same letters', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
      expect(uuidFromParts(...left) === uuidFromParts(...right)).toBe(JSON.stringify(left) === JSON.stringify(right));
    }),
  );
  expect(uuidFromParts('ab', 'c')).not.toBe(uuidFromParts('a', 'bc'));
});

it('a random id is a UUIDv4 made from the given random bytes', () => {
  const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length).fill(0xff) };
  expect(randomUuid(random)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});
