import { expect, it } from 'vitest';
import { createMemoryLog } from '../memory/log.ts';
import { createJsonCodec } from '../testing/json-codec.ts';
import { type LedgerEvent, ledgerRules, ledgerSubmission } from '../testing/ledger.ts';
import { createVirtualMachine } from '../testing/virtual-machine.ts';
import { createPartitionOwner } from '../writer/owner.ts';
import { type FollowedBatch, followPartition } from './follow.ts';

it('brings what counts in order, and goes on from a position', async () => {
  const machine = createVirtualMachine();
  const log = createMemoryLog({ machine });
  const codec = createJsonCodec<LedgerEvent>();
  await log.ensureTopics([{ name: 't', partitions: 1 }]);
  const owner = createPartitionOwner({ log, topic: 't', partition: 0, rules: ledgerRules, codec, machine });
  await machine.until(owner.start());
  for (const commandId of ['c1', 'c2', 'c3']) {
    await machine.until(owner.submit(ledgerSubmission({ type: 'Deposit', ledger: 'l', account: 'a', amount: 5 }, { commandId })));
  }
  const read = async (from: FollowedBatch<LedgerEvent>['position'] | undefined) => {
    const abort = new AbortController();
    const seen: string[] = [];
    const done = followPartition({
      log,
      topic: 't',
      partition: 0,
      from,
      codec,
      machine,
      signal: abort.signal,
      onRecords({ records, position, end }) {
        for (const one of records) seen.push(one.kind === 'event' ? one.record.meta.commandId : 'failure');
        if (position.offset >= end) abort.abort();
      },
    });
    expect(await machine.until(done)).toEqual({ kind: 'stopped' });
    return seen;
  };
  expect((await read(undefined)).slice(1)).toEqual(['c1', 'c2', 'c3']);
  log.intrude('t', 0, [{ key: undefined, value: undefined, stamp: undefined }]);
  expect(await read(owner.position())).toEqual([]);
});
