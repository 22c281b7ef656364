import { createHash } from 'node:crypto';
import type { Random } from '@ragtime/runtime';
import type { EntryKind, VaultStore } from '../store/vault-store.ts';
import { clearEntry, type EntryDraft, entriesPerPage, readEntry, valueBytesMax, writeEntry } from './entry-cells.ts';
import { newPage } from './layout.ts';
import type { PageFile } from './page-file.ts';
import type { NumberedPage } from './slot-pages.ts';

type EntryStore = Pick<VaultStore, 'entry' | 'putEntry' | 'eraseEntry'> & { readonly damagedEntries: number };

interface Needs {
  readonly file: Pick<PageFile, 'write'>;
  readonly found: readonly NumberedPage[];
  readonly nextNumber: () => number;
  readonly random: Random;
}

interface Place {
  readonly numbered: NumberedPage;
  readonly index: number;
}

type Held = EntryDraft & { readonly place: Place };

/** Changes must run one after another. A new value first gets a new cell, so that a torn write never loses both values. */
export function entryPages({ file, found, nextNumber, random }: Needs): EntryStore {
  const held = new Map<string, Held>();
  const free: Place[] = [];
  let damagedEntries = 0;

  for (const numbered of found) for (let index = 0; index < entriesPerPage; index += 1) load({ numbered, index });

  function load(place: Place): void {
    const cell = readEntry(place.numbered.page, place.index);
    if (cell.state === 'damaged') damagedEntries += 1; // stays unused, so that the next start still reports it
    if (cell.state === 'free') free.push(place);
    if (cell.state === 'damaged' || cell.state === 'free') return;
    const other = held.get(cell.name);
    const isNewer = other === undefined || cell.sequence > other.sequence;
    const outdated = isNewer ? other?.place : place;
    if (isNewer) held.set(cell.name, { ...cell, place });
    if (outdated !== undefined) free.push(outdated);
  }

  async function change(place: Place, apply: (page: Buffer) => void): Promise<void> {
    const { page, number } = place.numbered;
    const changed = Buffer.from(page);
    apply(changed);
    await file.write([{ number, page: changed }]);
    changed.copy(page);
  }

  async function placeForNew(): Promise<Place> {
    if (free.length === 0) {
      const numbered = { number: nextNumber(), page: newPage('entries', random.bytes(8)) };
      await file.write([numbered]);
      for (let index = entriesPerPage - 1; index >= 0; index -= 1) free.push({ numbered, index });
    }
    const place = free.pop();
    if (place === undefined) throw new Error('a new page has no room');
    return place;
  }

  return {
    damagedEntries,
    entry(kind, name) {
      const found = held.get(cellName(kind, name));
      return found?.state === 'live' ? found.value : found?.state;
    },
    async putEntry(kind, name, value) {
      if (value.byteLength > valueBytesMax) throw new RangeError(`a value in the vault has at most ${valueBytesMax} bytes`);
      const id = cellName(kind, name);
      const old = held.get(id);
      const place = await placeForNew();
      const draft: EntryDraft = { state: 'live', name: id, sequence: (old?.sequence ?? 0) + 1, value: Uint8Array.from(value) };
      try {
        await change(place, (page) => writeEntry(page, place.index, draft));
      } catch (error) {
        free.push(place);
        throw error;
      }
      held.set(id, { ...draft, place });
      if (old === undefined) return;
      await change(old.place, (page) => clearEntry(page, old.place.index));
      free.push(old.place);
    },
    async eraseEntry(kind, name) {
      const id = cellName(kind, name);
      const old = held.get(id);
      if (old?.state !== 'live') return false;
      const draft: EntryDraft = { state: 'erased', name: id, sequence: old.sequence, value: new Uint8Array() };
      await change(old.place, (page) => writeEntry(page, old.place.index, draft));
      held.set(id, { ...draft, place: old.place });
      return true;
    },
  };
}

/** A hash, so that a reader of the file does not learn whose keys it holds. */
const cellName = (kind: EntryKind, name: string): string => createHash('sha256').update(`${kind} ${name}`).digest('hex');
