import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVectorFile, encodeVectorFile, readVectorFile, VectorFileError } from './vector-file.ts';

const words = [
  { word: 'the', vector: [0.5, -0.25, 0] },
  { word: 'zürich', vector: [-3, 1, 2] },
  { word: 'nil', vector: [0, 0, 0] },
];
const file = encodeVectorFile('test', 3, words);
const decode = (bytes: Buffer) => decodeVectorFile(bytes, '/somewhere/vectors.bin');
const changed = (at: number, to: number) => {
  const copy = Buffer.from(file);
  copy[at] = to;
  return copy;
};

describe('a file of word vectors', () => {
  it('holds the words in their order, and their vectors within half a step of 1/127 of the largest component', () => {
    const vectors = decode(file);
    expect(vectors).toMatchObject({ name: 'test', dimensions: 3, count: 3 });
    expect(Buffer.from(vectors.wordBytes).toString()).toBe('thezürichnil');
    expect([...vectors.wordEnds]).toStrictEqual([3, 10, 13]);
    words.forEach(({ vector }, index) => {
      const scale = vectors.scales[index] ?? Number.NaN;
      vector.forEach((value, component) => {
        const stored = (vectors.components[index * 3 + component] ?? Number.NaN) * scale;
        expect(Math.abs(stored - value)).toBeLessThanOrEqual(scale * 0.500001);
      });
    });
  });

  it('has the same bytes each time it is made of the same words', () => {
    expect(encodeVectorFile('test', 3, words)).toStrictEqual(file);
  });

  it('cannot be made of entries that do not fit its format', () => {
    expect(() => encodeVectorFile('test', 2, words)).toThrow(RangeError);
    expect(() => encodeVectorFile('n'.repeat(41), 3, words)).toThrow(RangeError);
    expect(() => encodeVectorFile('test', 1, [{ word: 'w'.repeat(256), vector: [1] }])).toThrow(RangeError);
  });

  it('is refused when any byte of it has changed', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        expect(() => decode(changed(at, (file[at] ?? 0) ^ difference))).toThrow(VectorFileError);
      }),
    );
  });

  it('is refused when it was cut or has extra bytes at its end', () => {
    for (let length = 0; length < file.length; length++) expect(() => decode(file.subarray(0, length))).toThrow(VectorFileError);
    expect(() => decode(Buffer.concat([file, Buffer.alloc(1)]))).toThrow(VectorFileError);
  });

  it('is refused with one sentence that names the file and its fault', () => {
    const said = (what: string) =>
      `The word vectors in /somewhere/vectors.bin cannot be used: ${what}. Restore the file from the release, or make it again.`;
    expect(() => decode(changed(0, 0))).toThrow(said('it is no file of word vectors'));
    expect(() => decode(changed(8, 9))).toThrow(said('its format is 9, this release reads 1'));
    expect(() => decode(file.subarray(0, 100))).toThrow(said(`it has 100 bytes where its header says ${file.length}`));
    expect(() => decode(changed(file.length - 1, 0))).toThrow(said('it is damaged (its sha256 is another)'));
  });

  it('is read from the disk, and the error names a missing file', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'vectors-'));
    const path = join(folder.path, 'vectors.bin');
    await expect(readVectorFile(path)).rejects.toThrow(`The word vectors in ${path} cannot be used: it cannot be read`);
    await writeFile(path, file);
    expect(await readVectorFile(path)).toMatchObject({ name: 'test', count: 3 });
  });
});
