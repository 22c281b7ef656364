import { cellChecksum, pageBytes, pageHeadBytes } from './layout.ts';

export const valueBytesMax = 160;
/** checksum 4 · state 1 · length of the value 1 · unused 2 · sequence 4 · sha256 of kind and name 32 · value. */
const valueStart = 44;
const entryBytes = valueStart + valueBytesMax;
export const entriesPerPage = Math.floor((pageBytes - pageHeadBytes) / entryBytes);

const states = ['free', 'live', 'erased'] as const;

export type EntryCell =
  | { readonly state: 'free' }
  /** The cell cannot be read, because its write was cut short. */
  | { readonly state: 'damaged' }
  /** Of two cells with one name, the one with the higher sequence holds. */
  | { readonly state: 'live' | 'erased'; readonly name: string; readonly sequence: number; readonly value: Uint8Array };

export interface EntryDraft {
  readonly state: 'live' | 'erased';
  /** 64 hexadecimal digits. */
  readonly name: string;
  readonly sequence: number;
  readonly value: Uint8Array;
}

export function writeEntry(page: Buffer, index: number, { state, name, sequence, value }: EntryDraft): void {
  const cell = cellAt(page, index);
  cell.fill(0);
  cell.writeUInt8(states.indexOf(state), 4);
  cell.writeUInt8(value.byteLength, 5);
  cell.writeUInt32LE(sequence, 8);
  cell.write(name, 12, 'hex');
  cell.set(value, valueStart);
  cell.writeUInt32LE(cellChecksum(page, index, cell.subarray(4)), 0);
}

export function clearEntry(page: Buffer, index: number): void {
  cellAt(page, index).fill(0);
}

export function readEntry(page: Buffer, index: number): EntryCell {
  const cell = cellAt(page, index);
  if (cell.every((byte) => byte === 0)) return { state: 'free' };
  const state = states[cell.readUInt8(4)];
  const isWhole = cell.readUInt32LE(0) === cellChecksum(page, index, cell.subarray(4));
  if (!isWhole || state === undefined || state === 'free') return { state: 'damaged' };
  const name = cell.toString('hex', 12, valueStart);
  return { state, name, sequence: cell.readUInt32LE(8), value: Uint8Array.from(cell.subarray(valueStart, valueStart + cell.readUInt8(5))) };
}

const cellAt = (page: Buffer, index: number): Buffer =>
  page.subarray(pageHeadBytes + index * entryBytes, pageHeadBytes + (index + 1) * entryBytes);
