import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { moments, type Place } from './moments.ts';
import { wrapped } from './wrapped.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const places = Object.entries<readonly Place[]>(moments).flatMap(([moment, of]) => of.map((place) => ({ moment, ...place })));

describe('a moment to be killed in', () => {
  it.each(places)('$moment is found in $file', ({ file, head, moment }) =>
    expect(wrapped(readFileSync(root + file, 'utf8'), head, moment)).toContain(`chaosInside('${moment}'`),
  );
  it('is refused when its function has moved', () =>
    expect(() => wrapped('async function b() {}', 'async function a(', 'append')).toThrow('is to stand once'));
});
