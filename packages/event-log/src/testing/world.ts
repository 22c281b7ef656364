import { createMemoryLog, type MemoryLogOptions } from '../memory/log.ts';
import type { LogRecord } from '../port/log.ts';
import { createPartitionOwner, type PartitionOwnerOptions } from '../writer/owner.ts';
import { createJsonCodec } from './json-codec.ts';
import {
  type LedgerCommand,
  type LedgerEntities,
  type LedgerEvent,
  type LedgerRejection,
  ledgerRules,
  ledgerSubmission,
} from './ledger.ts';
import { createVirtualMachine } from './virtual-machine.ts';

export const topic = 'ledger.events';

/** One partition of ledgers on a memory log in virtual time. */
export async function ledgerWorld({
  seed = 1,
  ...logOptions
}: Partial<Omit<MemoryLogOptions, 'machine'>> & { readonly seed?: number } = {}) {
  const machine = createVirtualMachine({ seed });
  const log = createMemoryLog({ machine, ...logOptions });
  const codec = createJsonCodec<LedgerEvent>();
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  type Options = PartitionOwnerOptions<LedgerCommand, LedgerEvent, LedgerEntities, LedgerRejection>;
  const createOwner = (change: Partial<Options> = {}) =>
    createPartitionOwner({ log, topic, partition: 0, rules: ledgerRules, codec, machine, ...change });
  const startOwner = async (change: Partial<Options> = {}) => {
    const owner = createOwner(change);
    await machine.until(owner.start());
    return owner;
  };
  return { machine, log, codec, createOwner, startOwner, contents: () => log.contents(topic, 0) };
}

export type LedgerWorld = Awaited<ReturnType<typeof ledgerWorld>>;

let commands = 0;

type Change = Partial<Parameters<typeof ledgerSubmission>[1]>;

const submission = (command: LedgerCommand, change: Change) => {
  commands += 1;
  return ledgerSubmission(command, { commandId: `command-${commands}`, ...change });
};

export const deposit = (amount: number, change: Change = {}) =>
  submission({ type: 'Deposit', ledger: 'main', account: 'ada', amount }, change);
export const withdraw = (amount: number, change: Change = {}) =>
  submission({ type: 'Withdraw', ledger: 'main', account: 'ada', amount }, change);

/** A record that a foreign program may leave in a log. */
export const strangeRecord: Omit<LogRecord, 'stamp'> & { readonly stamp: undefined } = {
  key: 'main',
  value: Uint8Array.of(1),
  stamp: undefined,
};
