import { BlobMissing, type BlobPath, type BlobStore } from '../blob-store.ts';
import { BlobPathInvalid } from '../paths.ts';
import { blockBytes, blocksPathOf, createBlockHasher, encodeBlockHashes, isBlocksPath } from './block-hashes.ts';
import { readChecked } from './checked-read.ts';

/** What an adapter does itself. Its `list` shows no lists of hashes, and its `removePrefix` removes them and does not count them. */
export type PlainBlobStore = Omit<BlobStore, 'readChecked'>;

/** Keeps the hashes of a blob's blocks beside it, if the writer asks for that, and checks reads by them. */
export function withBlocks(store: PlainBlobStore): BlobStore {
  async function writeBlocks(path: BlobPath, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const bytesMax = bytes.byteLength;
    // A killed upload may have left a list without its blob.
    await store.remove([blocksPathOf(path)]);
    await store.write(blocksPathOf(path), once(bytes), { bytesMax, ...(signal === undefined ? {} : { signal }) });
  }

  return {
    ...store,
    async write(path, source, options) {
      if (isBlocksPath(path)) throw new BlobPathInvalid(path);
      if (options.blocks !== true) return await store.write(path, source, options);
      const hasher = createBlockHasher();
      const written = await store.write(path, passing(source, hasher.add), options);
      if (written.sizeBytes <= blockBytes) return written;
      try {
        await writeBlocks(path, encodeBlockHashes({ ...written, blocks: hasher.blocks() }), options.signal);
      } catch (error) {
        await store.remove([path]).catch(() => undefined); // no event names it: the sweeper removes it later
        throw error;
      }
      return written;
    },
    readChecked: async (path, expected) => await readChecked(store, path, expected),
    async move(from, to) {
      // The list goes first: a crash between the two leaves a blob without a list, which is swept, and a list below the right prefix.
      const hasBlocks = mayHaveBlocks(from) && mayHaveBlocks(to) && (await moved(store, blocksPathOf(from), blocksPathOf(to)));
      try {
        await store.move(from, to);
      } catch (error) {
        if (hasBlocks) await moved(store, blocksPathOf(to), blocksPathOf(from));
        throw error;
      }
    },
    async remove(paths) {
      await store.remove(paths.filter(mayHaveBlocks).map(blocksPathOf));
      return await store.remove(paths);
    },
  };
}

/** The last name of a path may have 200 characters, with the ending of the list. */
const mayHaveBlocks = (path: BlobPath): boolean => (blocksPathOf(path).split('/').at(-1)?.length ?? 0) <= 200;

async function moved(store: PlainBlobStore, from: BlobPath, to: BlobPath): Promise<boolean> {
  try {
    await store.move(from, to);
    return true;
  } catch (error) {
    if (error instanceof BlobMissing) return false;
    throw error;
  }
}

/** Not a generator: the store must reach the source's own `return` while the source is silent. */
function passing(source: AsyncIterable<Uint8Array>, note: (bytes: Uint8Array) => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          const next = await iterator.next();
          if (next.done !== true) note(next.value);
          return next;
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

// biome-ignore lint/suspicious/useAwait: a store takes a stream
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
