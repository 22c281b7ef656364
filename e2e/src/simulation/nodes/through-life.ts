import type { BlobStore } from '@ragtime/blob-store';
import type { EventLog, PartitionSession, Signals } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Life } from '../shared/life.ts';

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

export function signalsThrough(life: Life, signals: Signals): Signals {
  return {
    publish: (topic, message) => life.call(() => signals.publish(topic, message)),
    async subscribe(topic, options, handler) {
      const subscription = await signals.subscribe(topic, options, (message) => life.hear(() => handler(message)));
      life.onDeath(() => void subscription.close());
      return subscription;
    },
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
