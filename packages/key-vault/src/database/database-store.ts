import type { Machine } from '@ragtime/runtime';
import { type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import type { SlotPlace } from '../slot-name.ts';
import type { EntryKind, Kept, VaultStore } from '../store/vault-store.ts';
import { VaultAway } from '../vault.ts';
import { type Changes, startWatching } from './watch.ts';
import type { Wrapping } from './wrapping.ts';

const slotsPerPage = 102;
const pagesPerBlock = 10;

const Slot = z.object({ page: z.string(), place: z.int(), key: z.instanceof(Uint8Array).nullable() });
const Entry = z.object({ kind: z.string(), name: z.string(), value: z.instanceof(Uint8Array).nullable() });

export interface DatabaseStoreOptions {
  readonly pool: DatabasePool;
  readonly wrapping: Wrapping;
  readonly machine: Machine;
  readonly watchEveryMs: number;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Keys as wrapped rows that several processes share. Memory holds the keys that this process made or learnt. The process polls for erasures by
 * others. After a time without an answer it must learn again before it opens anything.
 */
export async function openDatabaseStore({ pool, wrapping, machine, watchEveryMs, onTrouble }: DatabaseStoreOptions): Promise<VaultStore> {
  const pages = new Map<string, Map<number, Kept<Uint8Array>>>();
  const entries = new Map<string, Kept<Uint8Array>>();
  /** Names that were nowhere when they were looked up. */
  const absent = { pages: new Set<string>(), entries: new Set<string>() };
  let isEmpty = !(await away(pool.oneFirst(sql.type(z.object({ any: z.boolean() }))`select exists (select from vault.slot) as any`)));

  const entryName = (kind: string, name: string): string => `${kind} ${name}`;
  const slotName = (page: string, place: number): string => `slot ${page}.${place}`;
  const keptOf = (name: string, value: Uint8Array | null): Kept<Uint8Array> => (value === null ? 'erased' : wrapping.unwrap(name, value));

  function takeIn({ erased, changed }: Changes): void {
    for (const { page, place } of erased) pages.get(page)?.set(place, 'erased');
    for (const { kind, name, value } of changed) entries.set(entryName(kind, name), keptOf(entryName(kind, name), value));
    // The page may exist by now.
    for (const page of absent.pages) if (pages.get(page)?.size === 0) pages.delete(page);
    for (const name of absent.entries) if (entries.get(name) === undefined) entries.delete(name);
    absent.pages.clear();
    absent.entries.clear();
  }
  const watch = await away(startWatching({ pool, machine, everyMs: watchEveryMs, takeIn, onTrouble }));

  async function learnPages(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const rows = await pool.any(sql.type(Slot)`
      select page, place, key from vault.slot where page = any(${sql.array([...names], 'text')})`);
    const found = Map.groupBy(rows, ({ page }) => page);
    for (const name of names) {
      pages.set(name, new Map((found.get(name) ?? []).map(({ place, key }) => [place, keptOf(slotName(name, place), key)])));
      if (!found.has(name)) absent.pages.add(name);
    }
  }

  async function learnEntries(names: readonly { readonly kind: EntryKind; readonly name: string }[]): Promise<void> {
    if (names.length === 0) return;
    const wanted = sql.unnest(
      names.map(({ kind, name }) => [kind, name]),
      ['text', 'text'],
    );
    const rows = await pool.any(
      sql.type(Entry)`select kind, name, value from vault.entry join ${wanted} as wanted (kind, name) using (kind, name)`,
    );
    const found = new Map(rows.map(({ kind, name, value }) => [entryName(kind, name), value]));
    for (const name of names.map((each) => entryName(each.kind, each.name))) {
      const value = found.get(name);
      entries.set(name, value === undefined ? undefined : keptOf(name, value));
      if (value === undefined) absent.entries.add(name);
    }
  }

  for (const { kind, name, value } of await away(pool.any(sql.type(Entry)`select kind, name, value from vault.entry`)))
    entries.set(entryName(kind, name), keptOf(entryName(kind, name), value));

  const isKnown = ({ kind, name }: { readonly kind: EntryKind; readonly name: string }): boolean => entries.has(entryName(kind, name));

  return {
    isEmpty: () => isEmpty,
    isAtHand: (names) =>
      names.entries.every(isKnown) && names.pages.every((page) => pages.has(page)) && (names.pages.length === 0 || watch.isFresh()),
    async learn(names) {
      await away(
        (async () => {
          if (names.pages.length > 0 && !watch.isFresh()) await watch.look();
          await learnPages([...new Set(names.pages)].filter((page) => !pages.has(page)));
          await learnEntries(names.entries.filter((entry) => !isKnown(entry)));
        })(),
      );
    },
    async makeSlots() {
      const made = Array.from({ length: pagesPerBlock }, () => Buffer.from(machine.random.bytes(8)).toString('hex')).flatMap((page) =>
        Array.from({ length: slotsPerPage }, (_, place) => ({ page, place, key: Uint8Array.from(machine.random.bytes(32)) })),
      );
      const rows = made.map(({ page, place, key }) => [page, place, Buffer.from(wrapping.wrap(slotName(page, place), key))]);
      await away(
        pool.query(sql.unsafe`
        insert into vault.slot (page, place, key) select * from ${sql.unnest(rows, ['text', 'int2', 'bytea'])}`),
      );
      for (const [page, slots] of Map.groupBy(made, (slot) => slot.page))
        pages.set(page, new Map(slots.map(({ place, key }) => [place, key])));
      isEmpty = false;
      return made.map(({ page, place }): SlotPlace => ({ page, index: place }));
    },
    slotKey({ page, index }) {
      const slots = pages.get(page);
      if (slots === undefined) throw new Error(`the page ${page} of the vault must be learnt before it is read`);
      return slots.get(index);
    },
    async eraseSlots(places) {
      if (places.length === 0) return 0;
      const doomed = sql.unnest(
        places.map(({ page, index }) => [page, index]),
        ['text', 'int2'],
      );
      const { rowCount } = await away(
        pool.query(sql.unsafe`
        update vault.slot set key = null, erased_at = clock_timestamp()
        from (select distinct * from ${doomed} as doomed (page, place)) doomed
        where slot.page = doomed.page and slot.place = doomed.place and slot.key is not null`),
      );
      for (const { page, index } of places) if (pages.get(page)?.has(index) === true) pages.get(page)?.set(index, 'erased');
      return rowCount;
    },
    entry: (kind, name) => entries.get(entryName(kind, name)),
    async makeEntry(kind, name, fresh) {
      const id = entryName(kind, name);
      await away(
        pool.query(sql.unsafe`
        insert into vault.entry (kind, name, value, changed_at)
        values (${kind}, ${name}, ${sql.binary(Buffer.from(wrapping.wrap(id, fresh)))}, clock_timestamp())
        on conflict (kind, name) do nothing`),
      );
      await away(learnEntries([{ kind, name }]));
      const kept = entries.get(id);
      if (kept === undefined) throw new Error(`the stored ${kind} of the vault cannot be unwrapped`);
      return kept;
    },
    async putEntry(kind, name, value) {
      if (value.byteLength > 160) throw new RangeError('a value in the vault has at most 160 bytes');
      const id = entryName(kind, name);
      await away(
        pool.query(sql.unsafe`
        insert into vault.entry (kind, name, value, changed_at)
        values (${kind}, ${name}, ${sql.binary(Buffer.from(wrapping.wrap(id, value)))}, clock_timestamp())
        on conflict (kind, name) do update set value = excluded.value, changed_at = excluded.changed_at`),
      );
      entries.set(id, Uint8Array.from(value));
    },
    async eraseEntry(kind, name) {
      const { rowCount } = await away(
        pool.query(sql.unsafe`
        update vault.entry set value = null, changed_at = clock_timestamp() where kind = ${kind} and name = ${name} and value is not null`),
      );
      if (entries.has(entryName(kind, name)) || rowCount > 0) entries.set(entryName(kind, name), 'erased');
      return rowCount > 0;
    },
    close: async () => await watch.stop(),
  };
}

/** @throws VaultAway for every statement that the database did not execute. */
async function away<Value>(work: Promise<Value> | PromiseLike<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof VaultAway ? cause : new VaultAway('the key vault does not answer', { cause });
  }
}
