import { realMachine } from '@ragtime/runtime';
import { compareAndAppendContract, eventLogContract, projectionStoreContract, type Row, signalsContract } from '../contract/index.ts';
import { createMemoryProjectionStore } from '../testing/memory-projection-store.ts';
import { createMemoryLog } from './log.ts';
import { createMemorySignals } from './signals.ts';

for (const proof of ['end-offset', 'barrier'] as const) {
  const makeLog = async () => {
    const log = createMemoryLog({ machine: realMachine, proof });
    return { log, machine: realMachine, close: () => log.close() };
  };
  const name = `the memory log that proves its end by ${proof}`;
  eventLogContract(name, makeLog, { durable: false });
  compareAndAppendContract(name, makeLog);
}

signalsContract('signals in memory', async () => {
  const signals = createMemorySignals({ partitions: 5 });
  return { signals, partitions: 5, close: () => signals.close() };
});

projectionStoreContract<Row>('the store in memory', async () => {
  const rows = new Map<string, Row>();
  const store = createMemoryProjectionStore<Row>((row) => void rows.set(row.id, row));
  return { store, put: (row) => row, rows: async () => [...rows.values()], another: async () => store, close: async () => undefined };
});
