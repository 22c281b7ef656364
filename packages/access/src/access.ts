import { timingSafeEqual } from 'node:crypto';
import { type DomainEvent, eventPartitions, topics } from '@ragtime/domain';
import { type Codec, type EventLog, type FollowedBatch, followPartition } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';
import { readApiKey } from './api-key.ts';
import { createKnownKeys } from './known-keys.ts';
import type { Principal } from './principal.ts';
import { type AccessState, followStanding, type Standing } from './standing.ts';

/** A node that has not seen the end of a partition for this time refuses requests. A revoked key works at most this much longer. */
const behindMsMax = 2_000;

export interface Access {
  /** Resolves when the whole topic was read. */
  readonly ready: Promise<void>;
  /** `behind`: this node does not know who may do what right now. */
  authenticate(token: string): Principal | 'unknown' | 'behind';
  /** Whether a caller that was authenticated before still has its access. */
  stateOf(principal: Principal): AccessState;
  /** Follows the access of a caller that was authenticated before. The caller must `release` it. */
  follow(principal: Principal): Standing;
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
  const keys = createKnownKeys();
  const halt = new AbortController();
  const seenEndAtMs = new Map<number, number>();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});

  function onRecords({ records }: FollowedBatch<DomainEvent>): void {
    for (const followed of records) {
      if (followed.kind !== 'event') continue;
      keys.apply(followed.record.event);
    }
  }

  function onRead(partition: number, { offset, end }: { readonly offset: number; readonly end: number }): void {
    if (offset < end) return;
    seenEndAtMs.set(partition, machine.clock.monotonicMs());
    if (seenEndAtMs.size === eventPartitions) ready.resolve();
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

  const hasExpired = (expiresAtMs: number | undefined) => expiresAtMs !== undefined && expiresAtMs <= machine.clock.nowMs();

  function stateOf({ via }: Principal): AccessState {
    // Only keys are followed so far; no other kind of caller is authenticated here.
    if (via.kind !== 'api-key') return 'ended';
    const key = keys.get(via.apiKeyId);
    if (key === undefined || hasExpired(key.expiresAtMs) || vault.credential(via.apiKeyId) === undefined) return 'ended';
    return isBehind() ? 'behind' : 'holds';
  }

  const expiryOf = ({ via }: Principal) => (via.kind === 'api-key' ? keys.get(via.apiKeyId)?.expiresAtMs : undefined);

  return {
    ready: ready.promise,
    isBehind,
    stateOf,
    follow: (principal) =>
      followStanding({ state: () => stateOf(principal), onEnded: keys.onEnded, expiresAtMs: expiryOf(principal), machine }),
    authenticate(token) {
      const read = readApiKey(token);
      if (read === undefined) return 'unknown';
      if (isBehind()) return 'behind';
      const key = keys.get(read.apiKeyId);
      const hash = vault.credential(read.apiKeyId);
      if (key === undefined || hash === undefined || hash.byteLength !== read.hash.byteLength) return 'unknown';
      if (!timingSafeEqual(hash, read.hash)) return 'unknown';
      if (hasExpired(key.expiresAtMs)) return 'unknown';
      const { tenantId, userId, apiKeyId, scopes } = key;
      return { tenantId, account: userId, via: { kind: 'api-key', apiKeyId }, scopes: new Set(scopes) };
    },
    async stop() {
      halt.abort(new Error('the access fold was stopped'));
      await Promise.allSettled(following);
    },
  };
}
