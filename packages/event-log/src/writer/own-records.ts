import { type Machine, randomUuid } from '@ragtime/runtime';
import type { Codec, LogEvent } from '../port/envelope.ts';
import type { LogRecord } from '../port/log.ts';
import type { PartitionState } from './state.ts';

interface Place<Event> {
  readonly topic: string;
  readonly partition: number;
  readonly state: Pick<PartitionState<Event, unknown>, 'chain' | 'lastAtMs'>;
  readonly codec: Codec<Event>;
  readonly machine: Pick<Machine, 'random'>;
  readonly nowMs: number;
}

/** A record of the log's own, at the end that a state has reached. */
export function recordOfLog<Event>(event: LogEvent, { topic, partition, state, codec, machine, nowMs }: Place<Event>): LogRecord {
  const commandId = randomUuid(machine.random);
  const { offset, link } = state.chain;
  const value = codec.encode({
    meta: {
      subject: { kind: 'log', id: `${topic}/${partition}` },
      version: event.type === 'LogRefolded' ? event.generation : 1,
      atMs: Math.max(nowMs, state.lastAtMs),
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
  return { key: '', value, stamp: { at: offset, previous: link } };
}
