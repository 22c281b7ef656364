import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type BlobStore, BlobsUnavailable, createMemoryBlobStore } from '@ragtime/blob-store';
import { openTestDatabase } from '@ragtime/database/testing';
import type { BlobId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { createMemoryLog } from '@ragtime/event-log/testing';
import type { KeyVault } from '@ragtime/key-vault';
import { openDatabaseVault } from '@ragtime/key-vault/database';
import { realMachine as machine } from '@ragtime/runtime';
import { commandsOf, startWorld, type World } from '@ragtime/testkit/world';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBackups } from '../../backup/backups.ts';
import { keptTopics } from '../../kept-topics.ts';
import { backUpServers } from './make.ts';
import type { TruthOnServers } from './open-servers.ts';
import { restoreToServers } from './restore.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;
const masterKey = new Uint8Array(32).fill(7);
const quiet = (): void => undefined;

type TestDatabase = Awaited<ReturnType<typeof openTestDatabase>>;

let folder: string;
let world: World;
let databases: TestDatabase[];
let vault: KeyVault;
let servers: TruthOnServers;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-servers-'));
  world = await startWorld({ machine });
  await world.log.ensureTopics(keptTopics);
  databases = await Promise.all([openTestDatabase(), openTestDatabase()]);
  vault = await openDatabaseVault({ database: databaseOf(0), masterKey, machine, mayCreate: true });
  servers = { log: world.log, vaultDatabase: databaseOf(0), blobs: world.blobs };
  await world.submit(commandsOf({ vault, machine, tenantId }).createDataset(datasetId), tenantId);
});
afterEach(async () => {
  await vault.close();
  await world.stop();
  for (const { throwAway } of databases) await throwAway();
  await rm(folder, { recursive: true });
});

function databaseOf(index: number) {
  const found = databases[index];
  if (found === undefined) throw new Error(`there is no database ${index}`);
  return found.database;
}

const pathOf = (name: string) => `${tenantId}/${datasetId}/${name}/original`;

/** @returns the name as it is sealed in the log */
async function register(name: string) {
  const keySlot = await vault.takeSlot(tenantId);
  const { sha256, sizeBytes } = await world.blobs.write(pathOf(name), Readable.from([Buffer.from(`The word is ${name}.`)]), {
    bytesMax: 1_000,
  });
  const command = commandsOf({ vault, machine, tenantId }).registerDocument(
    { datasetId, documentId: name as DocumentId },
    { keySlot, original: { blobId: pathOf(name) as BlobId, sha256, sizeBytes, mediaType: 'text/plain' } },
  );
  await world.submit(command, tenantId);
  return command.name;
}

const empty = async (blobs: BlobStore = createMemoryBlobStore({ clock: machine.clock })): Promise<TruthOnServers> =>
  await Promise.resolve({ log: createMemoryLog({ machine }), vaultDatabase: databaseOf(1), blobs });

it('is restored on empty servers, also after an interruption, and on no others', async () => {
  const name = await register('heron');
  await register('egret');
  const target = join(folder, 'backup');
  const made = await backUpServers(servers, machine, target, quiet);
  expect(made).toMatchObject({ profile: 'distributed', losses: [], counts: { documents: 2 }, blobs: { count: 2 } });
  expect(await createBackups(machine).check(target, quiet)).toMatchObject({ losses: [] });

  const second = await empty();
  let writes = 0;
  const interrupted: BlobStore = {
    ...second.blobs,
    async write(...of) {
      writes += 1;
      if (writes > 1) throw new BlobsUnavailable('it went away');
      return await second.blobs.write(...of);
    },
  };
  await expect(restoreToServers({ ...second, blobs: interrupted }, machine, target, quiet)).rejects.toThrow('it went away');
  await restoreToServers(second, machine, target, quiet);
  for (const each of ['heron', 'egret'])
    expect(Buffer.from(await second.blobs.readAll(pathOf(each))).toString()).toBe(`The word is ${each}.`);
  const reopened = await openDatabaseVault({ database: second.vaultDatabase, masterKey, machine, mayCreate: false });
  await reopened.learn({ slots: [name.slot] });
  expect(reopened.open(name)).toEqual({ kind: 'opened', plaintext: 'heron.md' });
  await reopened.close();

  const again = join(folder, 'again');
  expect((await backUpServers(second, machine, again, quiet)).positions).toEqual(made.positions);
  await expect(restoreToServers(second, machine, target, quiet)).rejects.toMatchObject({ code: 'servers-not-empty' });
  await expect(restoreToServers({ ...servers, vaultDatabase: databaseOf(1) }, machine, target, quiet)).rejects.toMatchObject({
    code: 'servers-not-empty',
  });
});

it('does not miss what was erased after its log was copied, and holds what was written then', async () => {
  await register('heron');
  await register('egret');
  let lists = 0;
  const meanwhile: BlobStore = {
    ...world.blobs,
    async *list(prefix) {
      lists += 1;
      const first = lists === 1;
      if (lists === 2) {
        await world.submit(
          commandsOf({ vault, machine, tenantId }).deleteDocument({ datasetId, documentId: 'egret' as DocumentId }),
          tenantId,
        );
        await world.submit(
          commandsOf({ vault, machine, tenantId }).deleteDocument({ datasetId, documentId: 'late' as DocumentId }),
          tenantId,
        );
        await world.blobs.remove([pathOf('egret'), pathOf('late')]);
        await register('later');
      }
      yield* world.blobs.list(prefix);
      if (first) await register('late');
    },
  };
  const target = join(folder, 'backup');
  const made = await backUpServers({ ...servers, blobs: meanwhile }, machine, target, quiet);
  expect(made).toMatchObject({ losses: [], counts: { documents: 2 }, blobs: { count: 2 } });
  expect(await createBackups(machine).check(target, quiet)).toMatchObject({ losses: [] });
});

it('names an original that is gone and no deletion explains, and keeps the rest', async () => {
  await register('heron');
  await register('egret');
  await world.blobs.remove([pathOf('egret')]);
  const target = join(folder, 'backup');
  const { losses } = await backUpServers(servers, machine, target, quiet);
  expect(losses).toEqual([{ what: 'original', fault: 'missing', path: pathOf('egret'), documentId: 'egret' }]);
  const second = await empty();
  expect((await restoreToServers(second, machine, target, quiet)).losses).toEqual(losses);
  expect(Buffer.from(await second.blobs.readAll(pathOf('heron'))).toString()).toBe('The word is heron.');
});
