import { topics } from '@ragtime/domain';
import type { Signals } from '@ragtime/event-log';
import type { TransportFault } from '@ragtime/event-log/testing';
import type { Machine } from '@ragtime/runtime';
import type { Weather } from '../plan/happening.ts';

/** How often each kind of fault struck. */
export type Hits = Map<string, number>;

export const hit = (hits: Hits, kind: string): void => void hits.set(kind, (hits.get(kind) ?? 0) + 1);

/** Random faults that stop at the end of a schedule, so that the system can come to rest. */
export interface Skies {
  readonly weather: Weather;
  readonly hits: Hits;
  isCalm: boolean;
  next(): number;
  strikes(percent: number): boolean;
}

export function createSkies(weather: Weather, random: () => number): Skies {
  const skies: Skies = {
    weather,
    hits: new Map(),
    isCalm: true,
    next: random,
    strikes: (percent) => !skies.isCalm && random() * 100 < percent,
  };
  return skies;
}

/** Signals that are lost, or heard twice, and a group whose partitions move just before a bell is rung. */
export function faultySignals(signals: Signals, skies: Skies): Signals {
  /** Makes each member leave and join again. */
  const members = new Set<() => Promise<void>>();
  return {
    ...signals,
    async join(topic, options, handler) {
      let joined = await signals.join(topic, options, handler);
      const again = async (): Promise<void> => {
        await joined.close();
        joined = await signals.join(topic, options, handler);
      };
      members.add(again);
      return {
        async close() {
          members.delete(again);
          await joined.close();
        },
      };
    },
    async publish(topic, message) {
      if (topic === topics.tasks && skies.strikes(skies.weather.signals)) {
        hit(skies.hits, 'group-rebalanced');
        await [...members][Math.floor(skies.next() * members.size)]?.();
      }
      if (skies.strikes(skies.weather.signals)) {
        hit(skies.hits, 'signal-lost');
        return;
      }
      await signals.publish(topic, message);
      if (!skies.strikes(skies.weather.signals)) return;
      hit(skies.hits, 'signal-doubled');
      await signals.publish(topic, message);
    },
  };
}

export function transportFaults(skies: Skies): () => TransportFault | undefined {
  return () => {
    if (!skies.strikes(skies.weather.transport)) return undefined;
    const drawn = skies.next();
    const fault: TransportFault =
      drawn < 0.33 ? { kind: 'lost-request' } : drawn < 0.66 ? { kind: 'lost-answer' } : { kind: 'slow', delayMs: 1 + drawn * 1_500 };
    hit(skies.hits, `forward-${fault.kind}`);
    return fault;
  };
}

export class StoreDown extends Error {}

/** A store that answers late, fails before it has done anything, or does everything and loses the answer. */
export async function faultyStore<Result>(
  { skies, machine }: { readonly skies: Skies; readonly machine: Machine },
  work: () => Promise<Result>,
): Promise<Result> {
  if (skies.strikes(skies.weather.stores * 2)) {
    hit(skies.hits, 'store-slow');
    await machine.timers.sleep(skies.next() * 300);
  }
  if (skies.strikes(skies.weather.stores)) {
    hit(skies.hits, 'store-down');
    throw new StoreDown('the store is down');
  }
  const result = await work();
  if (skies.strikes(skies.weather.stores)) {
    hit(skies.hits, 'store-loses-answer');
    throw new StoreDown('the answer of the store was lost');
  }
  return result;
}
