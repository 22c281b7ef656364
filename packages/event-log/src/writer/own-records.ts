import { type Machine, randomUuid } from '@ragtime/runtime';
import type { Codec, LogEvent } from '../port/envelope.ts';
import type { LogRecord } from '../port/log.ts';
import type { PartitionState } from './state.ts';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

type At = Pick<PartitionState<unknown, unknown>, 'chain' | 'lastAtMs'>;

/** The first record of a partition. It gives the log its id, so that no other log continues this chain by chance. */
export const genesisRecord = <Event>(place: Place, at: At, codec: Codec<Event>, machine: Machine): LogRecord =>
  recordOfLog({ type: 'LogBegun', logId: randomUuid(machine.random) }, place, at, codec, machine);

/** A record of the log's own, at the end that a state has reached. */
export function recordOfLog<Event>(
  event: LogEvent,
  { topic, partition }: Place,
  { chain, lastAtMs }: At,
  codec: Codec<Event>,
  { clock, random }: Machine,
): LogRecord {
  const commandId = randomUuid(random);
  const value = codec.encode({
    meta: {
      subject: { kind: 'log', id: `${topic}/${partition}` },
      version: event.type === 'LogRefolded' ? event.generation : 1,
      atMs: Math.max(clock.nowMs(), lastAtMs),
      commandId,
      payloadHash: new Uint8Array(16),
      index: 0,
      count: 1,
      cause: undefined,
      correlationId: commandId,
      tenantId: '',
      actor: 'system',
      traceParent: undefined,
      remembered: false,
    },
    event,
  });
  return { key: '', value, stamp: { at: chain.offset, previous: chain.link } };
}
