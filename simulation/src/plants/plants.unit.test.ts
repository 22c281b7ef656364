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
  it('whose place has moved is told', () => expect(() => planted('', plantOf('stamp-not-checked'))).toThrow('stands 0 times'));
  it('that is not there is told', () => expect(() => plantOf('none')).toThrow('--list-plants'));
});
