import type { BlobStore } from '@ragtime/blob-store';
import type { EventLog, PartitionSession, Signals, SnapshotStore } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import { faultyStore, hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import type { World } from '../shared/world.ts';
import { joinThrough } from './member-through-life.ts';

/** A connection ends with its process. */
export function logThrough(life: Life, log: EventLog): EventLog {
  const through = (session: PartitionSession): PartitionSession => {
    life.onDeath(() => void session.close());
    return {
      append: (records) => life.call(() => session.append(records)),
      read: (from, options) => life.call(() => session.read(from, options)),
      proveEnd: () => life.call(() => session.proveEnd()),
      close: () => session.close(),
    };
  };
  return {
    ensureTopics: (wanted) => log.ensureTopics(wanted),
    openSession: async (topic, partition) => through(await life.call(() => log.openSession(topic, partition))),
    close: async () => undefined,
  };
}

export function signalsThrough(life: Life, world: Pick<World, 'signals' | 'machine' | 'skies'>): Signals {
  const { signals } = world;
  return {
    publish: (topic, message) => life.call(() => signals.publish(topic, message)),
    async subscribe(topic, options, handler) {
      const subscription = await signals.subscribe(topic, options, (message) => life.hear(() => handler(message)));
      life.onDeath(() => void subscription.close());
      return subscription;
    },
    join: (topic, options, handler) => life.call(() => joinThrough(life, world, topic, options, handler)),
    close: async () => undefined,
  };
}

export function blobsThrough(life: Life, blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    write: (...of) => life.call(() => blobs.write(...of)),
    readAll: (...of) => life.call(() => blobs.readAll(...of)),
    remove: (paths) => life.call(() => blobs.remove(paths)),
    removePrefix: (prefix) => life.call(() => blobs.removePrefix(prefix)),
  };
}

export function vaultThrough(life: Life, vault: KeyVault): KeyVault {
  return {
    ...vault,
    takeSlot: (tenantId) => life.call(() => vault.takeSlot(tenantId)),
    erase: (slots) => life.call(() => vault.erase(slots)),
  };
}

/** All nodes share it, like a bucket. The part of a snapshot that a node wrote before it died stays. */
export function snapshotsThrough(life: Life, { snapshots, ...world }: Pick<World, 'snapshots' | 'skies' | 'machine'>): SnapshotStore {
  const through = <Result>(act: () => Promise<Result>) => life.call(() => faultyStore(world, act));
  return {
    list: (place) => through(() => snapshots.list(place)),
    async read(place, name) {
      const bytes = await through(() => snapshots.read(place, name));
      hit(world.skies.hits, 'snapshot-read');
      return bytes;
    },
    async write(place, name, bytes) {
      await through(() => snapshots.write(place, name, bytes));
      hit(world.skies.hits, 'snapshot-written');
    },
    remove: (place, names) => through(() => snapshots.remove(place, names)),
  };
}
