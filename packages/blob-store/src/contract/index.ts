import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobDamaged, BlobExists, BlobMissing, type BlobStore, BlobTooLarge } from '../blob-store.ts';

const bytesMax = 10_000_000;

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('first');
  throw new Error('the client went away');
}

/** Sends one part, calls `onWaiting`, and then stays silent. */
async function* silent(onWaiting: () => void): AsyncGenerator<Uint8Array> {
  yield Buffer.from('first');
  onWaiting();
  await Promise.withResolvers<void>().promise;
}

async function textOf(stream: Readable): Promise<string> {
  return Buffer.concat(await stream.toArray()).toString();
}

type Listed = { readonly path: string; readonly sizeBytes: number; readonly writtenAtMs: number };

async function listed(store: BlobStore, prefix: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for await (const blob of store.list(prefix)) found.push(blob);
  return found;
}

/** The promises of every blob store. `make` returns a new, empty one each time. */
export function blobStoreContract(name: string, make: () => Promise<BlobStore>): void {
  describe(`${name} as a blob store`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await make();
    });
    afterEach(() => store.close());

    const write = (path: string, ...texts: readonly string[]) => store.write(path, parts(...texts), { bytesMax });
    const paths = async (prefix = '') => (await listed(store, prefix)).map(({ path }) => path).sort();

    describe('writing', () => {
      it('returns size and sha256 of the bytes that were written', async () => {
        expect(await write('t/d/x', 'ab', '', 'c')).toEqual({
          path: 't/d/x',
          sizeBytes: 3,
          sha256: createHash('sha256').update('abc').digest('hex'),
        });
        expect(await textOf(await store.read('t/d/x'))).toBe('abc');
      });
      it('takes an empty source', async () => {
        expect((await write('t/d/x')).sizeBytes).toBe(0);
        expect(await textOf(await store.read('t/d/x'))).toBe('');
      });
      it('never replaces a blob', async () => {
        await write('t/d/x', 'old');
        await expect(write('t/d/x', 'new')).rejects.toThrow(BlobExists);
        expect(await textOf(await store.read('t/d/x'))).toBe('old');
      });
      it('lets one of several writers of a path win, and rejects the others', async () => {
        const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => write('t/d/x', text)));
        const refusals = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
        expect(refusals).toHaveLength(3);
        for (const refusal of refusals) expect(refusal).toBeInstanceOf(BlobExists);
      });
      it('accepts exactly as many bytes as were allowed', async () => {
        expect((await store.write('t/d/x', parts('ab', 'cd'), { bytesMax: 4 })).sizeBytes).toBe(4);
        await expect(store.write('t/d/y', parts('ab', 'cde'), { bytesMax: 4 })).rejects.toThrow(BlobTooLarge);
        expect(await paths()).toEqual(['t/d/x']);
      });
      it('leaves nothing when its source fails', async () => {
        await expect(store.write('t/d/x', failing(), { bytesMax })).rejects.toThrow('the client went away');
        expect(await store.stat('t/d/x')).toBeUndefined();
        expect(await paths()).toEqual([]);
      });
      it('ends at once when it is aborted, even while its source is silent', async () => {
        const aborting = new AbortController();
        const writing = store.write(
          't/d/x',
          silent(() => aborting.abort(new Error('called off'))),
          { bytesMax, signal: aborting.signal },
        );
        await expect(writing).rejects.toThrow('called off');
        expect(await paths()).toEqual([]);
      });
      it('does not begin when it was aborted before', async () => {
        const signal = AbortSignal.abort(new Error('called off'));
        await expect(store.write('t/d/x', parts('a'), { bytesMax, signal })).rejects.toThrow('called off');
        expect(await paths()).toEqual([]);
      });
    });

    describe('a path', () => {
      const wrong = [
        'a/b',
        'a/b/c/d/e/f/g',
        '../b/c',
        'a/../c',
        'a/./c',
        'a//c',
        '/a/b/c',
        'a/b/c/',
        'a/b/ü',
        'a/b/c d',
        'a/b/c\\d',
        'a/b/c\0',
        `a/b/${'x'.repeat(201)}`,
      ];
      it.each(wrong)('is refused when it is not three to six plain names: %j', async (path) => {
        await expect(write(path, 'a')).rejects.toThrow('not a path of a blob');
        await expect(store.read(path)).rejects.toThrow('not a path of a blob');
        await expect(store.stat(path)).rejects.toThrow('not a path of a blob');
        await expect(store.remove([path])).rejects.toThrow('not a path of a blob');
      });
      it.each(['..', 'a/../b', '../..', 'a//b'])('is not a valid prefix when it leaves the store: %j', async (prefix) => {
        await expect(store.removePrefix(prefix)).rejects.toThrow('not a path of a blob');
        await expect(paths(prefix)).rejects.toThrow('not a path of a blob');
      });
      it('may hold dots, and names of three to six parts', async () => {
        for (const path of ['a/b/.c..d', 'a/b/...', 'a/b/c/d/e/f']) await write(path, 'a');
        expect(await paths()).toEqual(['a/b/...', 'a/b/.c..d', 'a/b/c/d/e/f']);
      });
    });

    describe('reading', () => {
      it('returns a range, both ends included, cut at the end of the blob', async () => {
        await write('t/d/x', '0123456789');
        expect(await textOf(await store.read('t/d/x', { first: 2, last: 4 }))).toBe('234');
        expect(await textOf(await store.read('t/d/x', { first: 0, last: 0 }))).toBe('0');
        expect(await textOf(await store.read('t/d/x', { first: 8, last: 99 }))).toBe('89');
        await expect(store.read('t/d/x', { first: 10, last: 11 })).rejects.toThrow(RangeError);
        await expect(store.read('t/d/x', { first: 4, last: 3 })).rejects.toThrow(RangeError);
      });
      it('rejects when a blob is missing', async () => {
        await expect(store.read('t/d/x')).rejects.toThrow(BlobMissing);
        await expect(store.readAll('t/d/x')).rejects.toThrow(BlobMissing);
        await expect(store.asFile('t/d/x')).rejects.toThrow(BlobMissing);
        expect(await store.stat('t/d/x')).toBeUndefined();
        await write('t/d/e/f', 'a');
        await expect(store.read('t/d/e')).rejects.toThrow(BlobMissing);
        await expect(store.readAll('t/d/e')).rejects.toThrow(BlobMissing);
        expect(await store.stat('t/d/e')).toBeUndefined();
        expect(await store.remove(['t/d/e'])).toBe(0);
      });
      it('compares the whole blob with its sha256', async () => {
        const { sha256 } = await write('t/d/x', 'abc');
        expect(Buffer.from(await store.readAll('t/d/x', { sha256 })).toString()).toBe('abc');
        await expect(store.readAll('t/d/x', { sha256: sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) })).rejects.toThrow(
          BlobDamaged,
        );
      });
      it('returns a file that holds the bytes', async () => {
        await write('t/d/x', 'abc');
        const { file, release } = await store.asFile('t/d/x');
        expect(await readFile(file, 'utf8')).toBe('abc');
        await release();
        expect(await textOf(await store.read('t/d/x'))).toBe('abc');
      });
      it('may be stopped in the middle', async () => {
        await write('t/d/x', 'abc'.repeat(500_000));
        const stream = await store.read('t/d/x');
        for await (const _ of stream) break;
        expect(stream.destroyed).toBe(true);
      });
    });

    describe('a checked read', () => {
      const wrong = '0'.repeat(64);
      /** More than two blocks, and more than one piece of a stream. */
      const large = Buffer.from(Array.from({ length: 2_500_000 }, (_, index) => index % 251));
      const writeLarge = async (blocks = true) =>
        await store.write(
          't/d/x',
          (async function* () {
            for (let at = 0; at < large.byteLength; at += 300_000) yield await Promise.resolve(large.subarray(at, at + 300_000));
          })(),
          { bytesMax, blocks },
        );
      const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray());

      it('returns the whole blob and any range of it', async () => {
        const { sha256, sizeBytes } = await writeLarge();
        expect((await bytesOf(await store.readChecked('t/d/x', { sha256, sizeBytes }))).equals(large)).toBe(true);
        for (const [first, last] of [
          [0, 0],
          [1_048_575, 1_048_576],
          [5, 2_400_000],
          [2_499_999, 2_499_999],
        ] as const) {
          const found = await bytesOf(await store.readChecked('t/d/x', { sha256, sizeBytes, range: { first, last } }));
          expect([first, last, found.equals(large.subarray(first, last + 1))]).toEqual([first, last, true]);
        }
      });
      it('returns small blobs, empty ones, and blobs that were written without the hashes of their blocks', async () => {
        const empty = await write('t/d/e');
        expect(await textOf(await store.readChecked('t/d/e', empty))).toBe('');
        const small = await write('t/d/s', '0123456789');
        expect(await textOf(await store.readChecked('t/d/s', { ...small, range: { first: 2, last: 4 } }))).toBe('234');
        const { sha256, sizeBytes } = await writeLarge(false);
        const range = { first: 2_000_000, last: 2_000_009 };
        expect(
          (await bytesOf(await store.readChecked('t/d/x', { sha256, sizeBytes, range }))).equals(large.subarray(2_000_000, 2_000_010)),
        ).toBe(true);
      });
      it('never returns the last bytes of a blob whose hash is another', async () => {
        const { sizeBytes } = await writeLarge();
        let came = 0;
        const reading = (async () => {
          for await (const bytes of await store.readChecked('t/d/x', { sha256: wrong, sizeBytes }))
            came += (bytes as Uint8Array).byteLength;
        })();
        await expect(reading).rejects.toThrow(BlobDamaged);
        expect(came).toBeLessThan(sizeBytes);
        await expect(store.readChecked('t/d/x', { sha256: wrong, sizeBytes, range: { first: 0, last: 9 } })).rejects.toThrow(BlobDamaged);
      });
      it('never returns all expected bytes of a blob that is longer or shorter', async () => {
        const { sha256, sizeBytes } = await write('t/d/s', '0123456789');
        for (const size of [sizeBytes - 1, sizeBytes - 5])
          await expect(store.readChecked('t/d/s', { sha256, sizeBytes: size })).rejects.toThrow(BlobDamaged);
        const { sha256: ofLarge } = await writeLarge(false);
        const beyond = { sha256: ofLarge, sizeBytes: 20_000_000, range: { first: 10_000_000, last: 10_000_001 } };
        await expect(store.readChecked('t/d/x', beyond)).rejects.toThrow(BlobDamaged);
      });
      it('goes on after a move, and the hashes of blocks are neither listed nor counted, and go with their blob', async () => {
        const { sha256, sizeBytes } = await writeLarge();
        expect(await paths()).toEqual(['t/d/x']);
        await store.move('t/d/x', 't/e/f/y');
        expect(await paths()).toEqual(['t/e/f/y']);
        const range = { first: 1_100_000, last: 1_100_009 };
        expect(await bytesOf(await store.readChecked('t/e/f/y', { sha256, sizeBytes, range }))).toHaveLength(10);
        await expect(store.readChecked('t/e/f/y', { sha256: wrong, sizeBytes, range })).rejects.toThrow(BlobDamaged);
        expect(await store.removePrefix('t/e')).toBe(1);
        expect(await store.stat('t/e/f/y.block-hashes')).toBeUndefined();
        await writeLarge();
        expect(await store.remove(['t/d/x'])).toBe(1);
        expect(await store.stat('t/d/x.block-hashes')).toBeUndefined();
        await write('t/d/x', 'other');
      });
      it('may be stopped before and in the middle', async () => {
        const { sha256, sizeBytes } = await writeLarge();
        (await store.readChecked('t/d/x', { sha256, sizeBytes })).destroy();
        const stream = await store.readChecked('t/d/x', { sha256, sizeBytes });
        for await (const _ of stream) break;
        expect(stream.destroyed).toBe(true);
      });
      it('rejects when the blob is missing', async () => {
        await expect(store.readChecked('t/d/x', { sha256: wrong, sizeBytes: 1 })).rejects.toThrow(BlobMissing);
      });
    });

    describe('moving', () => {
      it('moves the bytes to the other path, and nothing else', async () => {
        await write('t/d/x', 'abc');
        await store.move('t/d/x', 't/e/f/y');
        expect(await paths()).toEqual(['t/e/f/y']);
        expect(await textOf(await store.read('t/e/f/y'))).toBe('abc');
      });
      it('refuses a path that is taken and one that does not exist', async () => {
        await write('t/d/x', 'x');
        await write('t/d/y', 'y');
        await expect(store.move('t/d/x', 't/d/y')).rejects.toThrow(BlobExists);
        await expect(store.move('t/d/z', 't/d/w')).rejects.toThrow(BlobMissing);
        expect(await textOf(await store.read('t/d/y'))).toBe('y');
        expect(await paths()).toEqual(['t/d/x', 't/d/y']);
      });
    });

    describe('removing', () => {
      it('counts the blobs that existed, and can be repeated', async () => {
        await write('t/d/x', 'x');
        await write('t/d/y', 'y');
        expect(await store.remove(['t/d/x', 't/d/z', 't/d/y'])).toBe(2);
        expect(await store.remove(['t/d/x'])).toBe(0);
        expect(await paths()).toEqual([]);
        await write('t/d/x', 'again');
        expect(await textOf(await store.read('t/d/x'))).toBe('again');
      });
      it('of a prefix removes everything below it and nothing beside it', async () => {
        for (const path of ['t/d/x', 't/d/e/y', 't/d2/x', 't2/d/x']) await write(path, 'a');
        expect(await store.removePrefix('t/d')).toBe(2);
        expect(await store.removePrefix('t/d/')).toBe(0);
        expect(await paths()).toEqual(['t/d2/x', 't2/d/x']);
        expect(await store.removePrefix('t/d2/x')).toBe(1);
        expect(await paths()).toEqual(['t2/d/x']);
      });
      it('of everything at once is refused as a mistake', async () => {
        await expect(store.removePrefix('')).rejects.toThrow(RangeError);
      });
    });

    describe('the list', () => {
      it('holds path, size and time of all below a prefix of whole names', async () => {
        for (const path of ['t/d/x', 't/d/e/y', 't/d2/x']) await write(path, 'abc');
        expect(await paths('t/d')).toEqual(['t/d/e/y', 't/d/x']);
        expect(await paths('t/d/e/y')).toEqual(['t/d/e/y']);
        expect(await paths('t/nothing')).toEqual([]);
        const [first] = await listed(store, 't/d2');
        expect(first?.sizeBytes).toBe(3);
        expect(first?.writtenAtMs).toBeGreaterThan(0);
      });
    });
  });
}
