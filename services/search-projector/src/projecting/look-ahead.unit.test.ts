import { createCodec } from '@ragtime/contracts';
import { type DatasetId, type DocumentId, topics } from '@ragtime/domain';
import type { Position } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine } from '@ragtime/event-log/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AheadUnread, createLookAhead } from './look-ahead.ts';

describe('the rest of the log', () => {
  const run = { documentId: 'document' as DocumentId, datasetId: 'dataset' as DatasetId, run: 1 };
  const beyond: Position = { offset: 5, link: new Uint8Array(8) };
  const machine = createVirtualMachine();
  const log = createMemoryLog({ machine });
  const codec = createCodec();
  beforeEach(async () => await log.ensureTopics([{ name: topics.documentEvents, partitions: 1 }]));

  it('is not waited for in a log that ends before the position, because that would never show that the log is another one', async () => {
    const lookAhead = createLookAhead({ log, codec, machine }, new AbortController().signal);
    await expect(machine.until(lookAhead.isObsolete({ partition: 0, behind: beyond }, run))).rejects.toThrow(AheadUnread);
  });

  it('says nothing about a run once the projector is being stopped', async () => {
    const lookAhead = createLookAhead({ log, codec, machine }, AbortSignal.abort(new Error('stopped')));
    await expect(machine.until(lookAhead.isObsolete({ partition: 0, behind: beyond }, run))).rejects.toThrow(AheadUnread);
  });
});
