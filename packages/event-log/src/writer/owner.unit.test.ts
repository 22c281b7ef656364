import { expect, it } from 'vitest';
import { createMemoryLog } from '../memory/log.ts';
import { createJsonCodec } from '../testing/json-codec.ts';
import { type LedgerEvent, ledgerRules, ledgerSubmission } from '../testing/ledger.ts';
import { createVirtualMachine } from '../testing/virtual-machine.ts';
import { createPartitionOwner } from './owner.ts';

it('accepts a command, answers its repeat as a duplicate and refuses what the rules refuse', async () => {
  const machine = createVirtualMachine();
  const log = createMemoryLog({ machine });
  await log.ensureTopics([{ name: 't', partitions: 1 }]);
  const owner = createPartitionOwner({ log, topic: 't', partition: 0, rules: ledgerRules, codec: createJsonCodec<LedgerEvent>(), machine });
  await machine.until(owner.start());
  const deposit = ledgerSubmission({ type: 'Deposit', ledger: 'l', account: 'a', amount: 5 }, { commandId: 'c1' });
  const withdraw = ledgerSubmission({ type: 'Withdraw', ledger: 'l', account: 'a', amount: 6 }, { commandId: 'c2' });
  expect(await machine.until(owner.submit(deposit))).toMatchObject({ kind: 'accepted', version: 1 });
  expect(await machine.until(owner.submit(deposit))).toMatchObject({
    kind: 'duplicate',
    version: 1,
    events: [{ type: 'Deposited', amount: 5 }],
  });
  expect(await machine.until(owner.submit(withdraw))).toMatchObject({
    kind: 'rejected',
    reason: 'balance-too-low',
    detail: { balance: 5 },
  });
  await machine.until(owner.stop());
  expect(owner.state).toBe('stopped');
});
