import type { TenantId } from '@ragtime/domain';
import { type Positions, samePosition } from '@ragtime/event-log';
import { encodePositions, type ReadSource } from '@ragtime/http-kit';
import type { EventFilter, EventPage, Queries } from '@ragtime/read-model';
import { type Machine, onAbort, type Timer } from '@ragtime/runtime';

/** A moment at which the audit log had grown. All followers see the same moments, so that they ask the same questions. */
export interface Growth {
  readonly number: number;
  /** How far the rows had certainly come. */
  readonly positions: Positions;
}

/** What all followers of the audit log share: one look at its growth, and one question to the database for each page. */
export interface AuditFeed {
  growth(): Growth;
  /** Waits for a growth after that of the number. `quiet`: there was none in this time. Rejects with the reason of the signal. */
  waitBehind(number: number, timeoutMs: number, signal: AbortSignal): Promise<'grown' | 'quiet'>;
  /** The page of events after the positions. Followers that ask for the same page within one growth share the answer. */
  page(tenantId: TenantId, filter: EventFilter, after: Positions, growth: Growth): Promise<EventPage>;
}

interface AuditFeedNeeds {
  readonly queries: Pick<Queries, 'listEvents'>;
  readonly reads: { readonly audit: Pick<ReadSource, 'tracker'> };
  readonly machine: Machine;
}

const lookEveryMs = 100;
const pageItems = 200;
/** Followers that catch up each read pages of their own; those must not pile up until the log grows. */
const pagesMax = 64;

export function createAuditFeed({ queries, reads, machine }: AuditFeedNeeds): AuditFeed {
  const { tracker } = reads.audit;
  const waiting = new Set<() => void>();
  const pages = new Map<string, Promise<EventPage>>();
  let last: Growth = { number: 0, positions: tracker.current() };
  let looking: Timer | undefined;

  function growth(): Growth {
    const positions = tracker.current();
    if (isSame(last.positions, positions)) return last;
    last = { number: last.number + 1, positions };
    pages.clear();
    for (const wake of waiting) wake();
    return last;
  }

  /** Looks only while somebody waits. */
  function watch(): void {
    if (waiting.size > 0) looking ??= machine.timers.every(lookEveryMs, growth);
    else {
      looking?.cancel();
      looking = undefined;
    }
  }

  return {
    growth,
    async waitBehind(number, timeoutMs, signal) {
      signal.throwIfAborted();
      if (growth().number > number) return 'grown';
      const { promise, resolve, reject } = Promise.withResolvers<'grown' | 'quiet'>();
      const wake = () => resolve('grown');
      const timer = machine.timers.after(timeoutMs, () => resolve('quiet'));
      const forget = onAbort(reject, signal);
      waiting.add(wake);
      watch();
      return await promise.finally(() => {
        forget();
        timer.cancel();
        waiting.delete(wake);
        watch();
      });
    },
    page(tenantId, filter, after, { number }) {
      const name = JSON.stringify([number, tenantId, filter, encodePositions(after)]);
      const known = pages.get(name);
      if (known !== undefined) return known;
      const asked = queries.listEvents(tenantId, { ...filter, limit: pageItems, after });
      pages.set(name, asked);
      asked.catch(() => pages.delete(name));
      const [oldest] = pages.keys();
      if (pages.size > pagesMax && oldest !== undefined) pages.delete(oldest);
      return asked;
    },
  };
}

const isSame = (one: Positions, other: Positions): boolean =>
  one.size === other.size &&
  [...one].every(([name, position]) => {
    const found = other.get(name);
    return found !== undefined && samePosition(position, found);
  });
