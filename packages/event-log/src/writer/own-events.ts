import { type Machine, randomUuid } from '@ragtime/runtime';
import type { Codec, LogEvent } from '../port/envelope.ts';
import { compareAndAppend } from './compare-and-append.ts';
import type { HeldSession } from './held-session.ts';
import { recordOfLog } from './own-records.ts';
import type { PartitionState } from './state.ts';

/** The events that the log itself writes into a partition. No command makes them. */
export interface OwnEvents {
  readonly isWaiting: boolean;
  /** Appends the first record where there is none. It gives the log its id, so that no other log continues its chain by chance. */
  begin(): Promise<void>;
  /** Resolves once the event counts. After a doubt it may be written twice: its repeat changes nothing. */
  write(event: LogEvent): Promise<void>;
  /** Appends the events that wait. Throws when the session broke; they then wait on. */
  writeAll(): Promise<void>;
  abandon(cause: Error): void;
}

interface OwnEventsNeeds<Event, Entities> {
  readonly topic: string;
  readonly partition: number;
  readonly state: PartitionState<Event, Entities>;
  readonly held: HeldSession;
  readonly codec: Codec<Event>;
  readonly machine: Machine;
  readonly clockTrouble: () => string | undefined;
}

export function createOwnEvents<Event, Entities>(needs: OwnEventsNeeds<Event, Entities>): OwnEvents {
  const { state, held, machine, clockTrouble } = needs;
  let waiting: { readonly event: LogEvent; readonly resolve: () => void; readonly reject: (cause: Error) => void }[] = [];
  let abandoned: Error | undefined;

  /** A wrong clock leaves no time in the log: the record then bears the time of the one before. @returns whether it certainly counts. */
  async function append(event: LogEvent): Promise<boolean> {
    const session = await held.open();
    const nowMs = clockTrouble() === undefined ? machine.clock.nowMs() : state.lastAtMs;
    const record = recordOfLog(event, { ...needs, nowMs });
    const outcome = await compareAndAppend(session, state.chain.offset, [record]);
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    if (outcome.kind === 'doubt') held.drop();
    await (outcome.kind === 'doubt' ? held.settle() : held.catchUp());
    return outcome.kind === 'appended';
  }

  return {
    get isWaiting() {
      return waiting.length > 0;
    },
    async begin() {
      while (state.chain.lastCounting === undefined) await append({ type: 'LogBegun', logId: randomUuid(machine.random) });
    },
    write(event) {
      if (abandoned !== undefined) return Promise.reject(abandoned);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ event, resolve, reject });
      return promise;
    },
    async writeAll() {
      for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
        let isWritten = false;
        while (!isWritten) isWritten = await append(first.event);
        waiting.shift();
        first.resolve();
      }
    },
    abandon(cause) {
      abandoned = cause;
      for (const { reject } of waiting) reject(cause);
      waiting = [];
    },
  };
}
