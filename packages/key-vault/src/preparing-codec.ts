import type { KeySlot, Sealed } from '@ragtime/domain';
import type { Codec } from '@ragtime/event-log';
import type { KeyVault } from './vault.ts';

/** A codec for processes that open sealed values. With a shared vault, it learns the keys of an event before the event is handled. */
export function preparingCodec<Event extends object>(codec: Codec<Event>, vault: Pick<KeyVault, 'isAtHand' | 'learn'>): Codec<Event> {
  return {
    ...codec,
    prepare({ event }) {
      const slots = slotsIn(event);
      return vault.isAtHand({ slots }) ? undefined : vault.learn({ slots });
    },
  };
}

const slotsIn = (event: object): readonly KeySlot[] => Object.values(event).flatMap((value) => (isSealed(value) ? [value.slot] : []));

const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && 'slot' in value && 'box' in value && value.box instanceof Uint8Array;
