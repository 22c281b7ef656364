import { constants, copyFile } from 'node:fs/promises';
import type { Random } from '@ragtime/runtime';
import type { VaultStore } from '../store/vault-store.ts';
import { entryPages } from './entry-pages.ts';
import { isDamagedPage, kindOfPage, type PageKind } from './layout.ts';
import { openPageFile } from './page-file.ts';
import { countDamagedSlots } from './slot-cells.ts';
import { slotPages } from './slot-pages.ts';

export interface FileStore extends VaultStore {
  readonly created: boolean;
  /** The number of keys, entries and pages whose checksum fails. */
  readonly damaged: number;
  /** Copies everything that is durable at the call, and no part of later writes. */
  copyTo(file: string): Promise<void>;
}

interface FileStoreOptions {
  readonly slotsPerBlock: number;
  readonly mayCreate: boolean;
  readonly random: Random;
}

/** @throws VaultUnreadable, VaultMissing */
export async function openFileStore(path: string, { slotsPerBlock, mayCreate, random }: FileStoreOptions): Promise<FileStore> {
  const file = await openPageFile(path, mayCreate);
  let lastNumber = file.pages.length;
  const nextNumber = () => {
    lastNumber += 1;
    return lastNumber;
  };
  const numbered = file.pages.map((page, index) => ({ number: index + 1, page }));
  const found = (kind: PageKind) => numbered.filter(({ page }) => kindOfPage(page) === kind);
  const slots = slotPages({ file, found: found('slots'), nextNumber, random, slotsPerBlock });
  const entries = entryPages({ file, found: found('entries'), nextNumber, random });

  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  function serially<Result>(run: () => Promise<Result>): Promise<Result> {
    if (isClosed) return Promise.reject(new Error('the vault is closed'));
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  }

  return {
    created: file.created,
    damaged:
      file.pages.filter(isDamagedPage).length +
      entries.damagedEntries +
      found('slots').reduce((sum, { page }) => sum + countDamagedSlots(page), 0),
    isEmpty: () => slots.isEmpty(),
    isAtHand: () => true,
    learn: async () => undefined,
    makeSlots: () => serially(() => slots.makeSlots()),
    slotKey: (place) => slots.slotKey(place),
    eraseSlots: (places) => serially(() => slots.eraseSlots(places)),
    entry: (kind, name) => entries.entry(kind, name),
    makeEntry: (kind, name, fresh) =>
      serially(async () => {
        const kept = entries.entry(kind, name);
        if (kept !== undefined) return kept;
        await entries.putEntry(kind, name, fresh);
        return fresh;
      }),
    putEntry: (kind, name, value) => serially(() => entries.putEntry(kind, name, value)),
    eraseEntry: (kind, name) => serially(() => entries.eraseEntry(kind, name)),
    copyTo: (target) => serially(() => copyFile(path, target, constants.COPYFILE_EXCL)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await last;
      await file.close();
    },
  };
}
