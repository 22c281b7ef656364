import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BlobDamaged, BlobMissing, type BlobPath, type BlobStore } from '../blob-store.ts';
import { type BlockHashes, blockBytes, blocksPathOf, decodeBlockHashes, hashOfBlock } from './block-hashes.ts';

export interface ExpectedBytes {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Both ends included, inside the blob. */
  readonly range?: { readonly first: number; readonly last: number } | undefined;
}

type Store = Pick<BlobStore, 'read' | 'readAll'>;
type Bytes = AsyncGenerator<Uint8Array, void, undefined>;

/** Without block hashes, a blob of up to this size is read whole for a range of it. */
const readWholeMax = 8 * 1024 * 1024;

/** @see BlobStore.readChecked */
export async function readChecked(store: Store, path: BlobPath, expected: ExpectedBytes): Promise<Readable> {
  const bytes = await checkedBytesOf(store, path, expected);
  // The first bytes are checked before the caller sends anything, so that a small blob's damage is an answer and not a broken connection.
  const first = await bytes.next();
  async function* all(): Bytes {
    if (first.done === true) return;
    yield first.value;
    yield* bytes;
  }
  const stream = Readable.from(all(), { objectMode: false });
  // A stream that is destroyed before its first read never starts the generator above.
  stream.once('close', () => void bytes.return().catch(() => undefined));
  return stream;
}

async function checkedBytesOf(store: Store, path: BlobPath, { sha256, sizeBytes, range }: ExpectedBytes): Promise<Bytes> {
  if (range === undefined) return whole(await store.read(path), path, { sha256, sizeBytes });
  const hashes = sizeBytes > blockBytes ? await blockHashesOf(store, path) : undefined;
  if (hashes !== undefined) {
    if (hashes.sha256 !== sha256 || hashes.sizeBytes !== sizeBytes)
      throw new BlobDamaged(`${path} holds bytes with sha256 ${hashes.sha256} where ${sha256} was written`);
    return byBlocks(store, path, { hashes, range });
  }
  if (sizeBytes <= readWholeMax) return within(whole(await store.read(path), path, { sha256, sizeBytes }), range, sizeBytes);
  return unchecked(await readRange(store, path, range));
}

type Range = NonNullable<ExpectedBytes['range']>;

/** @throws BlobDamaged when the blob is shorter than it was. */
async function readRange(store: Store, path: BlobPath, range: Range): Promise<Readable> {
  try {
    return await store.read(path, range);
  } catch (error) {
    throw error instanceof RangeError ? new BlobDamaged(`${path} ends before byte ${range.first}`, { cause: error }) : error;
  }
}

/** Undefined for a blob that was written before lists of hashes were kept, and for a list that is damaged itself. */
async function blockHashesOf(store: Store, path: BlobPath): Promise<BlockHashes | undefined> {
  try {
    return decodeBlockHashes(await store.readAll(blocksPathOf(path)));
  } catch (error) {
    if (error instanceof BlobMissing) return undefined;
    throw error;
  }
}

/** Holds the last piece back until the hash of all bytes is known, so that nobody takes damaged bytes for the whole. */
async function* whole(source: Readable, path: BlobPath, { sha256, sizeBytes }: ExpectedBytes): Bytes {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  let cameBytes = 0;
  for await (const bytes of source as AsyncIterable<Uint8Array>) {
    cameBytes += bytes.byteLength;
    if (cameBytes > sizeBytes) throw new BlobDamaged(`${path} holds more than the ${sizeBytes} bytes that were written`);
    if (held !== undefined) yield held;
    hash.update(bytes);
    held = bytes;
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw new BlobDamaged(`${path} holds bytes with sha256 ${found} where ${sha256} was written`);
  if (held !== undefined) yield held;
}

/** The bytes of a range, once all bytes are known to be right. */
async function* within(all: Bytes, { first, last }: Range, sizeBytes: number): Bytes {
  const buffer = Buffer.alloc(sizeBytes);
  let at = 0;
  for await (const bytes of all) {
    buffer.set(bytes, at);
    at += bytes.byteLength;
  }
  yield buffer.subarray(first, last + 1);
}

/** Reads the blocks that the range touches, and passes on the bytes of a block once its hash was compared. */
async function* byBlocks(
  store: Store,
  path: BlobPath,
  { hashes: { sizeBytes, blocks }, range }: { readonly hashes: BlockHashes; readonly range: Range },
): Bytes {
  const firstBlock = Math.floor(range.first / blockBytes);
  const lastBlock = Math.floor(range.last / blockBytes);
  const source = await readRange(store, path, {
    first: firstBlock * blockBytes,
    last: Math.min((lastBlock + 1) * blockBytes, sizeBytes) - 1,
  });
  let block = firstBlock;
  for await (const bytes of inBlocks(source)) {
    if (hashOfBlock(bytes) !== blocks[block]) throw new BlobDamaged(`${path} holds other bytes in block ${block} than were written`);
    const start = block * blockBytes;
    yield bytes.subarray(Math.max(0, range.first - start), range.last - start + 1);
    block += 1;
  }
  if (block <= lastBlock) throw new BlobDamaged(`${path} ends before block ${lastBlock}`);
}

/** Pieces of exactly one block; the last one may be shorter. */
async function* inBlocks(source: AsyncIterable<Uint8Array>): Bytes {
  const block = Buffer.alloc(blockBytes);
  let filled = 0;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.byteLength; ) {
      const part = bytes.subarray(at, at + blockBytes - filled);
      block.set(part, filled);
      at += part.byteLength;
      filled += part.byteLength;
      if (filled < blockBytes) continue;
      yield Buffer.from(block);
      filled = 0;
    }
  }
  if (filled > 0) yield Buffer.from(block.subarray(0, filled));
}

async function* unchecked(source: Readable): Bytes {
  yield* source as AsyncIterable<Uint8Array>;
}
