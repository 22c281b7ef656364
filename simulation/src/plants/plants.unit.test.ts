import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planted } from './planting.ts';
import { editsOf, plantOf, plants } from './plants.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('a planted bug', () => {
  it.each(plants)('$name has its place in $file', (plant) => {
    for (const edit of editsOf(plant)) {
      const source = readFileSync(root + edit.file, 'utf8');
      expect(planted(source, edit)).not.toBe(source);
    }
  });
  it('has a name of its own', () => expect(new Set(plants.map(({ name }) => name)).size).toBe(plants.length));
  it('is refused with the number of matches when its quoted line has moved', () =>
    expect(() => planted('', plantOf('stamp-not-checked'))).toThrow('stands 0 times'));
  it('with an unknown name is refused, and the message names the list', () => expect(() => plantOf('none')).toThrow('--list-plants'));
});
