import type { EventLog, Offset } from '@ragtime/event-log';
import type { EventCodec } from '../codec/codec.ts';
import { loadSchemas } from './load.ts';

/** A codec that finds the schemas of other nodes. When it does not know a record's schema, it reads the log on from where it stopped last. */
export function createLearningCodec(parts: { readonly log: EventLog; readonly codec: EventCodec; readonly from: Offset }): EventCodec {
  const { log, codec } = parts;
  let next = parts.from;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const loaded = await loadSchemas({ log, codec, from: next });
    next = loaded.next;
  }

  return {
    ...codec,
    learnMore() {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
