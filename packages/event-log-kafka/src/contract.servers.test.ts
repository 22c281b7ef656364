import { compareAndAppendContract, eventLogContract, type LogUnderTest } from '@ragtime/event-log/contract';
import { randomUuid, realMachine } from '@ragtime/runtime';
import { servers } from '@ragtime/testkit/servers';
import { openKafkaLog } from './kafka-log.ts';

async function makeLog(): Promise<LogUnderTest> {
  const open = () => openKafkaLog({ brokers: [servers().kafka], machine: realMachine });
  let log = open();
  return {
    log,
    machine: realMachine,
    topicPrefix: `${randomUuid(realMachine.random)}.`,
    async reopen() {
      await log.close();
      log = open();
      return log;
    },
    close: () => log.close(),
  };
}

eventLogContract('the log on Kafka', makeLog, { durable: true });
compareAndAppendContract('the log on Kafka', makeLog);
