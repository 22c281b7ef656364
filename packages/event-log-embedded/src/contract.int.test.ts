import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareAndAppendContract, eventLogContract, type LogUnderTest } from '@ragtime/event-log/contract';
import { realMachine } from '@ragtime/runtime';
import { openEmbeddedLog } from './embedded-log.ts';

async function makeLog(): Promise<LogUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-contract-'));
  const open = () => openEmbeddedLog({ folder, machine: realMachine });
  let log = await open();
  return {
    log,
    machine: realMachine,
    async reopen() {
      await log.close();
      log = await open();
      return log;
    },
    async close() {
      await log.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

eventLogContract('the log on one machine’s disk', makeLog, { durable: true });
compareAndAppendContract('the log on one machine’s disk', makeLog);
