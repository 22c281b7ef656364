import { crc32 } from 'node:zlib';

/**
 * The file is a row of pages. The first page identifies the file; each other page holds cells of one kind. Every cell has its own checksum over its
 * page, number and bytes, which detects a torn or misplaced write.
 */
export const pageBytes = 4096;
export const pageHeadBytes = 16;

export type PageKind = 'slots' | 'entries';
const kinds: readonly (PageKind | undefined)[] = [undefined, 'slots', 'entries'];

const magic = Buffer.from('RAGTIME-VAULT\0\0\u0001', 'latin1');

export function headPage(): Buffer {
  const page = Buffer.alloc(pageBytes);
  magic.copy(page);
  return page;
}

export const isHeadPage = (page: Buffer): boolean => page.subarray(0, magic.byteLength).equals(magic);

/** @param name 8 bytes, random. */
export function newPage(kind: PageKind, name: Uint8Array): Buffer {
  const page = Buffer.alloc(pageBytes);
  page.writeUInt8(kinds.indexOf(kind), 0);
  page.set(name, 8);
  page.writeUInt32LE(headChecksum(page), 4);
  return page;
}

/** Undefined for a page that was never written completely. */
export function kindOfPage(page: Buffer): PageKind | undefined {
  return page.readUInt32LE(4) === headChecksum(page) ? kinds[page.readUInt8(0)] : undefined;
}

/** Neither complete nor empty. An empty page was allocated but not yet written when the process died. */
export const isDamagedPage = (page: Buffer): boolean => kindOfPage(page) === undefined && page.some((byte) => byte !== 0);

export const nameOfPage = (page: Buffer): string => page.toString('hex', 8, 16);

const headChecksum = (page: Buffer): number => crc32(page.subarray(8, pageHeadBytes), crc32(page.subarray(0, 4)));

/** The part of a cell's checksum that all cells of a page share. */
export const pageChecksum = (page: Buffer): number => crc32(nameOfPage(page));

/** Over the cell's bytes and its place. @param ofPage the part that all cells of the page share, for a caller that reads many of them. */
export const cellChecksum = (page: Buffer, index: number, cell: Buffer, ofPage = pageChecksum(page)): number =>
  crc32(cell, crc32(`.${index}`, ofPage));
