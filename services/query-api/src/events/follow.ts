import type { TenantId } from '@ragtime/domain';
import { type Positions, samePosition } from '@ragtime/event-log';
import { encodePositions, type ServerEvents } from '@ragtime/http-kit';
import type { EventFilter, EventView } from '@ragtime/read-model';
import type { RouteNeeds } from '../needs.ts';
import { positionsBehind } from './view.ts';

export interface FollowRequest {
  readonly tenantId: TenantId;
  readonly filter: EventFilter;
  readonly after: Positions;
  readonly as: (event: EventView) => unknown;
  readonly onShown: (positions: Positions) => void;
  readonly signal: AbortSignal;
}

const pageItems = 200;
const lookEveryMs = 100;
const beatEveryMs = 15_000;

/** Follows the audit log as it grows. It reads the read model, which holds the whole log, so that a client that returns after a year misses nothing. */
export async function* followEvents({ queries, reads, machine }: RouteNeeds, request: FollowRequest): ServerEvents {
  const { tenantId, filter, as, onShown, signal } = request;
  let { after } = request;
  yield { id: encodePositions(after), event: 'ready', data: {} };
  let quietSinceMs = machine.clock.monotonicMs();
  while (!signal.aborted) {
    const seen = reads.audit.tracker.current();
    const page = await queries.listEvents(tenantId, { ...filter, limit: pageItems, after });
    for (const { item, shown } of positionsBehind(after, page.items)) {
      onShown(shown);
      yield { id: encodePositions(shown), event: 'event', data: as(item) };
    }
    after = page.next;
    if (page.items.length > 0) quietSinceMs = machine.clock.monotonicMs();
    if (!page.complete) continue;
    while (!signal.aborted && isSame(seen, reads.audit.tracker.current())) {
      await machine.timers.sleep(lookEveryMs, signal);
      if (machine.clock.monotonicMs() - quietSinceMs < beatEveryMs) continue;
      quietSinceMs = machine.clock.monotonicMs();
      yield 'beat';
    }
  }
}

const isSame = (one: Positions, other: Positions): boolean =>
  one.size === other.size &&
  [...one].every(([name, position]) => {
    const found = other.get(name);
    return found !== undefined && samePosition(position, found);
  });
