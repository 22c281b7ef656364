import { type FileHandle, open } from 'node:fs/promises';
import { ParseFailure } from '../failure.ts';
import type { ParserFile } from '../parser.ts';
import type { Input } from './input.ts';

export interface OpenInput extends Input {
  close(): Promise<void>;
}

/** @throws ParseFailure `file-unreadable`, `file-empty` */
export async function openInput(file: ParserFile): Promise<OpenInput> {
  let handle: FileHandle;
  let sizeBytes: number;
  try {
    handle = await open(file.path, 'r');
    sizeBytes = (await handle.stat()).size;
  } catch (cause) {
    throw new ParseFailure('file-unreadable', 'The file cannot be opened.', { cause });
  }
  if (sizeBytes === 0) {
    await handle.close();
    throw new ParseFailure('file-empty', 'The file has no bytes.');
  }
  return { name: file.name, sizeBytes, read: (offset, lengthBytes) => readRange(handle, offset, lengthBytes), close: () => handle.close() };
}

async function readRange(handle: FileHandle, offset: number, lengthBytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, lengthBytes));
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (cause) {
    throw new ParseFailure('file-unreadable', 'The file cannot be read.', { cause });
  }
  return buffer.subarray(0, filled);
}
