import { type Database, migrate, readMigrations } from '@ragtime/database';
import type { KeySlot } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { parseSlot } from '../slot-name.ts';

const Text = z.union([z.string(), z.null()]);
const Line = z.union([
  z.object({ slot: z.tuple([z.string(), z.int(), Text]) }),
  z.object({ entry: z.tuple([z.string(), z.string(), Text]) }),
]);
/** A row of the vault, wrapped under the master key as it is in the database. Null: erased. */
export type VaultLine = z.infer<typeof Line>;

const atOnce = 5_000;

/** Every row of one moment, to keep outside the database. */
export async function vaultLines({ bulk }: Pick<Database, 'bulk'>): Promise<readonly VaultLine[]> {
  return await bulk.transaction(async (transaction) => {
    await transaction.query(sql.unsafe`set transaction isolation level repeatable read, read only`);
    const lines: VaultLine[] = [];
    const Slot = z.object({ page: z.string(), place: z.int(), key: Text });
    for (let after: readonly [string, number] | undefined = ['', -1]; after !== undefined; ) {
      const rows: readonly z.infer<typeof Slot>[] = await transaction.any(sql.type(Slot)`
        select page, place, encode(key, 'base64') as key from vault.slot
        where (page, place) > (${after[0]}, ${after[1]}) order by page, place limit ${atOnce}`);
      for (const { page, place, key } of rows) lines.push({ slot: [page, place, key] });
      const last = rows.at(-1);
      after = last === undefined ? undefined : [last.page, last.place];
    }
    const Entry = z.object({ kind: z.string(), name: z.string(), value: Text });
    for (const { kind, name, value } of await transaction.any(
      sql.type(Entry)`select kind, name, encode(value, 'base64') as value from vault.entry order by kind, name`,
    ))
      lines.push({ entry: [kind, name, value] });
    return lines;
  });
}

/** Undefined when a line is none of a vault. */
export const parseVaultLine = (value: unknown): VaultLine | undefined => Line.safeParse(value).data;

/** Says of a slot whether the lines hold its key. */
export function keysIn(lines: readonly VaultLine[]): (slot: KeySlot) => boolean {
  const kept = new Set(lines.flatMap((line) => ('slot' in line && line.slot[2] !== null ? [`${line.slot[0]}.${line.slot[1]}`] : [])));
  return (slot) => {
    const name = parseSlot(slot);
    return name !== undefined && kept.has(`${name.page}.${name.index}`);
  };
}

/** Makes the vault's tables if they are missing. @returns whether they hold nothing. */
export async function isVaultEmpty({ bulk }: Pick<Database, 'bulk'>): Promise<boolean> {
  await migrate(bulk, 'key-vault', await readMigrations(new URL('./migrations', import.meta.url)));
  return !(await bulk.exists(sql.unsafe`select from vault.slot`));
}

/** Fills an empty vault in one transaction. @param erased slots that are written without their key, whatever the lines say. */
export async function putVaultLines(
  { bulk }: Pick<Database, 'bulk'>,
  lines: readonly VaultLine[],
  erased: readonly KeySlot[],
): Promise<void> {
  const gone = new Set(erased.map((slot) => parseSlot(slot)).map((name) => `${name?.page}.${name?.index}`));
  const slots = lines.flatMap((line) => ('slot' in line ? [line.slot] : []));
  const entries = lines.flatMap((line) => ('entry' in line ? [line.entry] : []));
  await bulk.transaction(async (transaction) => {
    for (let at = 0; at < slots.length; at += atOnce) await putSlots(transaction, slots.slice(at, at + atOnce), gone);
    await transaction.query(sql.unsafe`
      insert into vault.entry (kind, name, value, changed_at)
      select kind, name, decode(value, 'base64'), clock_timestamp()
      from ${sql.unnest(entries, ['text', 'text', 'text'])} as e (kind, name, value)`);
  });
}

async function putSlots(
  transaction: CommonQueryMethods,
  slots: readonly (readonly [string, number, string | null])[],
  gone: ReadonlySet<string>,
): Promise<void> {
  const rows = slots.map(([page, place, key]) => [page, place, gone.has(`${page}.${place}`) ? null : key]);
  await transaction.query(sql.unsafe`
    insert into vault.slot (page, place, key, erased_at)
    select page, place, decode(key, 'base64'), case when key is null then clock_timestamp() end
    from ${sql.unnest(rows, ['text', 'int2', 'text'])} as s (page, place, key)`);
}
