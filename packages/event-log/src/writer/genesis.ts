import { type Machine, randomUuid } from '@ragtime/runtime';
import type { Codec } from '../port/envelope.ts';
import type { LogRecord } from '../port/log.ts';
import type { Position } from '../port/position.ts';

/** The first record of a partition. It gives the log its id, so that no other log continues this chain by chance. */
export function genesisRecord<Event>(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  { offset, link }: Position,
  codec: Codec<Event>,
  { clock, random }: Machine,
): LogRecord {
  const commandId = randomUuid(random);
  const value = codec.encode({
    meta: {
      subject: { kind: 'log', id: `${topic}/${partition}` },
      version: 1,
      atMs: clock.nowMs(),
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
    event: { type: 'LogBegun', logId: randomUuid(random) },
  });
  return { key: '', value, stamp: { at: offset, previous: link } };
}
