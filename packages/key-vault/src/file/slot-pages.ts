import type { Random } from '@ragtime/runtime';
import type { SlotPlace } from '../slot-name.ts';
import type { VaultStore } from '../store/vault-store.ts';
import { nameOfPage, newPage } from './layout.ts';
import type { PageFile } from './page-file.ts';
import { eraseSlot, readSlot, slotsPerPage, writeSlot } from './slot-cells.ts';

export interface NumberedPage {
  readonly number: number;
  readonly page: Buffer;
}

type SlotStore = Pick<VaultStore, 'isEmpty' | 'makeSlots' | 'slotKey' | 'eraseSlots'>;

interface Needs {
  readonly file: Pick<PageFile, 'write'>;
  readonly found: readonly NumberedPage[];
  /** Returns a number for a new page, each once. */
  readonly nextNumber: () => number;
  readonly random: Random;
  readonly slotsPerBlock: number;
}

/** Changes must run one after another, because each writes whole pages. */
export function slotPages({ file, found, nextNumber, random, slotsPerBlock }: Needs): SlotStore {
  const pages = new Map(found.map((numbered) => [nameOfPage(numbered.page), numbered]));
  const pagesPerBlock = Math.max(1, Math.ceil(slotsPerBlock / slotsPerPage));

  function freshPage(): NumberedPage {
    const page = newPage('slots', random.bytes(8));
    const keys = random.bytes(32 * slotsPerPage);
    for (let index = 0; index < slotsPerPage; index += 1) writeSlot(page, index, keys.subarray(32 * index, 32 * (index + 1)));
    return { number: nextNumber(), page };
  }

  return {
    isEmpty: () => pages.size === 0,
    async makeSlots() {
      const made = Array.from({ length: pagesPerBlock }, freshPage);
      await file.write(made);
      for (const numbered of made) pages.set(nameOfPage(numbered.page), numbered);
      return made.flatMap(({ page }) => Array.from({ length: slotsPerPage }, (_, index): SlotPlace => ({ page: nameOfPage(page), index })));
    },
    slotKey({ page, index }) {
      const found = pages.get(page);
      return found === undefined ? undefined : readSlot(found.page, index);
    },
    async eraseSlots(places) {
      const changes: { readonly numbered: NumberedPage; readonly changed: Buffer }[] = [];
      let erased = 0;
      for (const [name, inPage] of Map.groupBy(places, ({ page }) => page)) {
        const numbered = pages.get(name);
        if (numbered === undefined) continue;
        const present = [...new Set(inPage.map(({ index }) => index))].filter((index) => index < slotsPerPage);
        // A damaged slot is overwritten too, because part of its key may still be there.
        const indexes = present.filter((index) => readSlot(numbered.page, index) !== 'erased');
        erased += indexes.filter((index) => readSlot(numbered.page, index) !== undefined).length;
        if (indexes.length > 0) changes.push({ numbered, changed: withErased(numbered.page, indexes) });
      }
      if (changes.length === 0) return 0;
      await file.write(changes.map(({ numbered, changed }) => ({ number: numbered.number, page: changed })));
      for (const { numbered, changed } of changes) changed.copy(numbered.page);
      return erased;
    },
  };
}

function withErased(page: Buffer, indexes: readonly number[]): Buffer {
  const changed = Buffer.from(page);
  for (const index of indexes) eraseSlot(changed, index);
  return changed;
}
