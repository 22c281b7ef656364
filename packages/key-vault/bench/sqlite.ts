import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { realMachine as machine } from '@ragtime/runtime';
import { openFileStore } from '../src/file/file-store.ts';
import type { SlotPlace } from '../src/slot-name.ts';

/**
 * Measures what the vault's page file costs, what SQLite with `secure_delete` would cost, and where the bytes of an erased key remain.
 * Decision 21 quotes the figures.
 *
 *     pnpm exec node packages/key-vault/bench/sqlite.ts [keys] [page-file|delete|truncate|persist|wal|damage]
 *
 * With the name of one variant only that one runs, so that `strace -c` can count its calls.
 */
const keys = Number(process.argv[2] ?? 100_000);
const only = process.argv[3];
const slotsPerBlock = 1_020;
const slotsPerPage = 102;
const blocks = Math.ceil(keys / slotsPerBlock);
const erasures = 200;

interface Store {
  makeSlots(): Promise<readonly SlotPlace[]>;
  slotKey(place: SlotPlace): Uint8Array | undefined;
  erase(place: SlotPlace): Promise<void>;
  /** Erases one key. A hard link keeps the journal that SQLite removes, because its bytes stay in free blocks of the disk. */
  eraseWatched(place: SlotPlace, keep: string): Promise<void>;
  close(): Promise<void>;
}

async function pageFile(folder: string): Promise<Store> {
  const store = await openFileStore(join(folder, 'keys'), { slotsPerBlock, mayCreate: true, random: machine.random });
  const erase = async (place: SlotPlace) => void (await store.eraseSlots([place]));
  return {
    makeSlots: () => store.makeSlots(),
    slotKey(place) {
      const kept = store.slotKey(place);
      return kept instanceof Uint8Array ? kept : undefined;
    },
    erase,
    eraseWatched: erase,
    close: () => store.close(),
  };
}

type Journal = 'delete' | 'truncate' | 'persist' | 'wal';

function sqlite(folder: string, journal: Journal): Store {
  const file = join(folder, 'keys');
  const database = new DatabaseSync(file);
  database.exec(`pragma journal_mode = ${journal}; pragma synchronous = ${journal === 'wal' ? 'full' : 'extra'}; pragma secure_delete = on;
    create table if not exists slot (page text not null, place integer not null, key blob, primary key (page, place)) without rowid`);
  const insert = database.prepare('insert into slot (page, place, key) values (?, ?, ?)');
  const select = database.prepare('select key from slot where page = ? and place = ?');
  const clear = database.prepare('update slot set key = null where page = ? and place = ?');
  // The key stays in the write-ahead log until a checkpoint moves its frames into the file.
  const settle = () => journal === 'wal' && database.exec('pragma wal_checkpoint(truncate)');
  const keptOf = (place: SlotPlace): Uint8Array | undefined => {
    const key = select.get(place.page, place.index)?.['key'];
    return key instanceof Uint8Array ? key : undefined;
  };
  return {
    async makeSlots() {
      const made: SlotPlace[] = [];
      database.exec('begin immediate');
      for (let count = 0; count < slotsPerBlock / slotsPerPage; count += 1) {
        const page = Buffer.from(machine.random.bytes(8)).toString('hex');
        for (let index = 0; index < slotsPerPage; index += 1) {
          insert.run(page, index, machine.random.bytes(32));
          made.push({ page, index });
        }
      }
      database.exec('commit');
      return await Promise.resolve(made);
    },
    slotKey: keptOf,
    async erase(place) {
      clear.run(place.page, place.index);
      settle();
      await Promise.resolve();
    },
    async eraseWatched(place, keep) {
      database.exec('begin immediate');
      clear.run(place.page, place.index);
      if (journal === 'delete') linkSync(`${file}-journal`, keep);
      database.exec('commit');
      settle();
      await Promise.resolve();
    },
    close: async () => await Promise.resolve(database.close()),
  };
}

const ms = (from: number): number => machine.clock.monotonicMs() - from;
const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const filesWith = (folder: string, bytes: Buffer): readonly string[] =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(bytes));

async function measure(name: string, open: (folder: string) => Store | Promise<Store>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-vault-'));
  let store = await open(folder);
  const places: SlotPlace[] = [];
  const making: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const startedMs = machine.clock.monotonicMs();
    places.push(...(await store.makeSlots()));
    making.push(ms(startedMs));
  }
  await store.close();

  const openedMs = machine.clock.monotonicMs();
  store = await open(folder);
  const first = places[0];
  if (first === undefined || store.slotKey(first) === undefined) throw new Error('the vault lost a key');
  const opening = ms(openedMs);

  const erasing: number[] = [];
  for (let count = 0; count < erasures; count += 1) {
    const place = places[Math.floor(machine.random.next() * places.length)];
    if (place === undefined) continue;
    const startedMs = machine.clock.monotonicMs();
    await store.erase(place);
    erasing.push(ms(startedMs));
  }

  const doomed = (await store.makeSlots())[50];
  const bytes = doomed === undefined ? undefined : Buffer.from(store.slotKey(doomed) ?? []);
  if (doomed === undefined || bytes === undefined) throw new Error('the vault made no key');
  const before = filesWith(folder, bytes);
  const keep = join(folder, 'what-was-freed');
  await store.eraseWatched(doomed, keep);
  const after = filesWith(folder, bytes);
  const sizes = readdirSync(folder).map((file) => `${file} ${Math.round(statSync(join(folder, file)).size / 1024)} KiB`);
  await store.close();
  say(`${name}: block of 1,020 ${median(making).toFixed(2)} ms, erase ${median(erasing).toFixed(2)} ms, open ${opening.toFixed(1)} ms`);
  say(
    `  the key lay in ${before.join(', ')}; after its erasure in ${after.length === 0 ? 'no file' : after.join(', ')} (${sizes.join(', ')})`,
  );
  await rm(folder, { recursive: true });
}

/** Changes one random byte of a database of 1,020 keys, 1,000 times, and reads all keys each time. */
async function damage(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-vault-'));
  const store = sqlite(folder, 'delete');
  const kept = (await store.makeSlots()).map((place) => ({ place, key: Buffer.from(store.slotKey(place) ?? []) }));
  await store.close();
  const whole = readFileSync(join(folder, 'keys'));
  const seen = { unharmed: 0, 'keys lost': 0, refused: 0 };
  for (let trial = 0; trial < 1_000; trial += 1) {
    const changed = Buffer.from(whole);
    const at = Math.floor(machine.random.next() * changed.byteLength);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 + Math.floor(machine.random.next() * 255)), at);
    writeFileSync(join(folder, 'keys'), changed);
    seen[outcomeOf(folder, kept)] += 1;
  }
  say(`one wrong byte in a database of 1,020 keys, 1,000 times: ${JSON.stringify(seen)}`);
  await rm(folder, { recursive: true });
}

function outcomeOf(
  folder: string,
  kept: readonly { readonly place: SlotPlace; readonly key: Buffer }[],
): 'unharmed' | 'keys lost' | 'refused' {
  const database = new DatabaseSync(join(folder, 'keys'));
  try {
    const select = database.prepare('select key from slot where page = ? and place = ?');
    const isThere = ({ place, key }: (typeof kept)[number]): boolean => {
      const found = select.get(place.page, place.index)?.['key'];
      return found instanceof Uint8Array && key.equals(found);
    };
    return kept.every(isThere) ? 'unharmed' : 'keys lost';
  } catch {
    return 'refused';
  } finally {
    database.close();
  }
}

const all: readonly Journal[] = ['delete', 'truncate', 'persist', 'wal'];
if (only === undefined || only === 'page-file') await measure('page-file', pageFile);
for (const journal of all) if (only === undefined || only === journal) await measure(journal, (folder) => sqlite(folder, journal));
if (only === undefined || only === 'damage') await damage();
