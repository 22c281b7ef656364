import { createHash } from 'node:crypto';
import type { BlobPath } from '../blob-store.ts';

/** A range is checked by whole blocks, so a read of a few bytes costs one block. A blob of up to one block has no list: it is read whole. */
export const blockBytes = 1024 * 1024;

const ending = '.block-hashes';

/** The list of a blob's block hashes lies beside the blob. No list of blobs shows it. */
export const blocksPathOf = (path: BlobPath): BlobPath => `${path}${ending}`;
export const isBlocksPath = (path: BlobPath): boolean => path.endsWith(ending);

export interface BlockHashes {
  /** Of the blob that the hashes belong to. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** base64 of the sha256 of each block, in order. */
  readonly blocks: readonly string[];
}

/** Hashes a stream by blocks while it passes. */
export function createBlockHasher(): { add(bytes: Uint8Array): void; blocks(): readonly string[] } {
  const done: string[] = [];
  let hash = createHash('sha256');
  let filled = 0;
  const finish = (): void => {
    done.push(hash.digest('base64'));
    hash = createHash('sha256');
    filled = 0;
  };
  return {
    add(bytes) {
      for (let at = 0; at < bytes.byteLength; ) {
        const part = bytes.subarray(at, at + blockBytes - filled);
        hash.update(part);
        at += part.byteLength;
        filled += part.byteLength;
        if (filled === blockBytes) finish();
      }
    },
    blocks() {
      if (filled > 0) finish();
      return done;
    },
  };
}

export const hashOfBlock = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

/** Lines of text: the blob's hash and size, one line for each block, and the hash of all lines before. */
export function encodeBlockHashes({ sha256, sizeBytes, blocks }: BlockHashes): Uint8Array {
  const text = `${[`${sha256} ${sizeBytes}`, ...blocks].join('\n')}\n`;
  return Buffer.from(text + hashOfText(text));
}

/** Undefined when the list itself is damaged. */
export function decodeBlockHashes(bytes: Uint8Array): BlockHashes | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.lastIndexOf('\n') + 1;
  if (hashOfText(text.slice(0, end)) !== text.slice(end)) return undefined;
  const [head = '', ...blocks] = text.slice(0, end - 1).split('\n');
  const [sha256 = '', sizeBytes] = head.split(' ');
  return { sha256, sizeBytes: Number(sizeBytes), blocks };
}

const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex');
