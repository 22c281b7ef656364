import type { TenantId } from '@ragtime/domain';
import { mergePositions, type Positions } from '@ragtime/event-log';
import { encodePositions, type ServerEvents } from '@ragtime/http-kit';
import type { EventFilter, EventView } from '@ragtime/read-model';
import type { AuditFeed } from './audit-feed.ts';
import { positionsBehind } from './view.ts';

export interface FollowRequest {
  readonly tenantId: TenantId;
  readonly filter: EventFilter;
  readonly after: Positions;
  readonly as: (event: EventView) => unknown;
  readonly onShown: (positions: Positions) => void;
  readonly signal: AbortSignal;
}

const beatEveryMs = 15_000;

/**
 * Follows the audit log as it grows. It reads the read model, which holds the whole log, so that a client that returns after a year misses
 * nothing. A follower that has caught up asks from where the log stood at the last growth, as all others do, and leaves out what it has shown.
 */
export async function* followEvents(feed: AuditFeed, request: FollowRequest): ServerEvents {
  const { tenantId, filter, as, onShown, signal } = request;
  let { after } = request;
  let shownUpTo = after;
  yield { id: encodePositions(after), event: 'ready', data: {} };
  while (!signal.aborted) {
    const growth = feed.growth();
    const page = await feed.page(tenantId, filter, after, growth);
    const fresh = page.items.filter(({ at }) => at.position.offset > (shownUpTo.get(at.partition)?.offset ?? 0));
    for (const { item, shown } of positionsBehind(shownUpTo, fresh)) {
      onShown(shown);
      yield { id: encodePositions(shown), event: 'event', data: as(item) };
    }
    shownUpTo = mergePositions(shownUpTo, page.next);
    after = page.complete ? growth.positions : page.next;
    if (!page.complete) continue;
    while ((await feed.waitBehind(growth.number, beatEveryMs, signal)) === 'quiet') yield 'beat';
  }
}
