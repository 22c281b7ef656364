import type { Principal } from '@ragtime/access';
import { mergePositions, type Positions } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';

/** For this time a caller that sends no position still reads its own writes and never less than it was shown. */
const rememberedMs = 30_000;
const principalsMax = 10_000;

/** Remembers the highest positions that this node lately showed each account. An account that saw *parsed* thus finds the text. */
export interface ShownPositions {
  of(principal: Principal): Positions;
  note(principal: Principal, positions: Positions): void;
}

export function createShownPositions({ clock }: Pick<Machine, 'clock'>): ShownPositions {
  const shown = new Map<string, { readonly positions: Positions; readonly untilMs: number }>();
  const keyOf = ({ tenantId, account }: Principal): string => `${tenantId} ${account}`;

  function of(principal: Principal): Positions {
    const key = keyOf(principal);
    const entry = shown.get(key);
    if (entry !== undefined && entry.untilMs > clock.monotonicMs()) return entry.positions;
    shown.delete(key);
    return new Map();
  }

  return {
    of,
    note(principal, positions) {
      const merged = mergePositions(of(principal), positions);
      const key = keyOf(principal);
      shown.delete(key);
      shown.set(key, { positions: merged, untilMs: clock.monotonicMs() + rememberedMs });
      const [oldest] = shown.keys();
      if (shown.size > principalsMax && oldest !== undefined) shown.delete(oldest);
    },
  };
}
