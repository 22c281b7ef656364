import { timingSafeEqual } from 'node:crypto';
import { type ApiKeyCreated, type ApiKeyId, type DomainEvent, eventPartitions, type TenantId, topics, type UserId } from '@ragtime/domain';
import { type Codec, type EventLog, type FollowedBatch, followPartition } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';
import { readApiKey } from './api-key.ts';
import type { Principal } from './principal.ts';

/** A node that has not seen the end of a partition for this time refuses requests. A revoked key works at most this much longer. */
const behindMsMax = 2_000;

export interface Access {
  /** Resolves when the whole topic was read. */
  readonly ready: Promise<void>;
  /** `behind`: this node does not know who may do what right now. */
  authenticate(token: string): Principal | 'unknown' | 'behind';
  isBehind(): boolean;
  stop(): Promise<void>;
}

export interface AccessOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: Pick<KeyVault, 'credential' | 'isAtHand' | 'learn'>;
  readonly machine: Machine;
  readonly onEnded?: (detail: string) => void;
}

/** Folds `ragtime.tenant.events` to answer for every request who its caller is and what the caller may do. */
export function startAccess({ log, codec, vault, machine, onEnded }: AccessOptions): Access {
  const keys = new Map<ApiKeyId, ApiKeyCreated>();
  const halt = new AbortController();
  const seenEndAtMs = new Map<number, number>();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});

  function onRecords({ records }: FollowedBatch<DomainEvent>): void {
    for (const followed of records) {
      if (followed.kind !== 'event') continue;
      const { event } = followed.record;
      if (event.type === 'ApiKeyCreated') keys.set(event.apiKeyId, event);
      if (event.type === 'ApiKeyRevoked') keys.delete(event.apiKeyId);
      if (event.type === 'MemberRemoved') forget(event.tenantId, event.userId);
    }
  }

  function onRead(partition: number, { offset, end }: { readonly offset: number; readonly end: number }): void {
    if (offset < end) return;
    seenEndAtMs.set(partition, machine.clock.monotonicMs());
    if (seenEndAtMs.size === eventPartitions) ready.resolve();
  }

  function forget(tenantId: TenantId, userId: UserId): void {
    for (const [id, key] of keys) if (key.tenantId === tenantId && key.userId === userId) keys.delete(id);
  }

  const learning: Codec<DomainEvent> = {
    ...codec,
    prepare({ event }) {
      const credentials = event.type === 'ApiKeyCreated' ? [event.apiKeyId] : [];
      return vault.isAtHand({ credentials }) ? undefined : vault.learn({ credentials });
    },
  };

  const following = Array.from({ length: eventPartitions }, async (_, partition) => {
    const ended = await followPartition({
      log,
      codec: learning,
      machine,
      partition,
      topic: topics.tenantEvents,
      from: undefined,
      signal: halt.signal,
      onRecords,
      onRead: (seen) => onRead(partition, seen),
      limits: { waitMs: behindMsMax / 4 },
    });
    if (ended.kind === 'log-diverged') onEnded?.(ended.detail);
  });

  function isBehind(): boolean {
    const oldest = machine.clock.monotonicMs() - behindMsMax;
    return seenEndAtMs.size < eventPartitions || [...seenEndAtMs.values()].some((atMs) => atMs < oldest);
  }

  return {
    ready: ready.promise,
    isBehind,
    authenticate(token) {
      const read = readApiKey(token);
      if (read === undefined) return 'unknown';
      if (isBehind()) return 'behind';
      const key = keys.get(read.apiKeyId);
      const hash = vault.credential(read.apiKeyId);
      if (key === undefined || hash === undefined || hash.byteLength !== read.hash.byteLength) return 'unknown';
      if (!timingSafeEqual(hash, read.hash)) return 'unknown';
      if (key.expiresAtMs !== undefined && key.expiresAtMs <= machine.clock.nowMs()) return 'unknown';
      const { tenantId, userId, apiKeyId, scopes } = key;
      return { tenantId, account: userId, via: { kind: 'api-key', apiKeyId }, scopes: new Set(scopes) };
    },
    async stop() {
      halt.abort(new Error('the access fold was stopped'));
      await Promise.allSettled(following);
    },
  };
}
