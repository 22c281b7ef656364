import type { Kept } from '../store/vault-store.ts';
import { cellChecksum, pageBytes, pageChecksum, pageHeadBytes } from './layout.ts';

/** checksum 4 · state 1 · unused 3 · key 32: the size of a slot on disk and in memory. */
const slotBytes = 40;
export const slotsPerPage = Math.floor((pageBytes - pageHeadBytes) / slotBytes);

const states = { live: 1, erased: 2 };

export function writeSlot(page: Buffer, index: number, key: Uint8Array): void {
  const cell = cellAt(page, index);
  cell.fill(0);
  cell.writeUInt8(states.live, 4);
  cell.set(key, 8);
  sign(page, index, cell);
}

export function eraseSlot(page: Buffer, index: number): void {
  const cell = cellAt(page, index);
  cell.fill(0);
  cell.writeUInt8(states.erased, 4);
  sign(page, index, cell);
}

/** Undefined when the cell does not exist or is damaged. */
export function readSlot(page: Buffer, index: number): Kept<Uint8Array> {
  if (index >= slotsPerPage) return undefined;
  if (!isWhole(page, index)) return undefined;
  const cell = cellAt(page, index);
  return cell.readUInt8(4) === states.erased ? 'erased' : cell.subarray(8);
}

export function countDamagedSlots(page: Buffer): number {
  const ofPage = pageChecksum(page);
  let damaged = 0;
  for (let index = 0; index < slotsPerPage; index += 1) if (!isWhole(page, index, ofPage)) damaged += 1;
  return damaged;
}

function isWhole(page: Buffer, index: number, ofPage?: number): boolean {
  const cell = cellAt(page, index);
  return cell.readUInt32LE(0) === cellChecksum(page, index, cell.subarray(4), ofPage);
}

const cellAt = (page: Buffer, index: number): Buffer =>
  page.subarray(pageHeadBytes + index * slotBytes, pageHeadBytes + (index + 1) * slotBytes);

function sign(page: Buffer, index: number, cell: Buffer): void {
  cell.writeUInt32LE(cellChecksum(page, index, cell.subarray(4)), 0);
}
