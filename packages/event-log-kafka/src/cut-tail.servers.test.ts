import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPartitionOwner, type EventLog, followPartition } from '@ragtime/event-log';
import { createJsonCodec, type LedgerCommand, type LedgerEvent, ledgerRules, ledgerSubmission } from '@ragtime/event-log/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { kill, startAgain } from '@ragtime/testkit/faults';
import { type StartedKafka, startKafka } from '@ragtime/testkit/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutTail } from './testing/cut-tail.ts';
import { openHastily, openPatiently } from './testing/fresh-log.ts';

let folder: string;
let kafka: StartedKafka;
const logs: EventLog[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-kafka-'));
  kafka = await startKafka({ folder });
});
afterAll(async () => {
  await Promise.all(logs.map((log) => log.close()));
  await kafka.container.stop({ timeout: 0 });
  await rm(folder, { recursive: true });
});

const openLog = (): EventLog => {
  const log = openHastily(kafka.broker);
  logs.push(log);
  return log;
};

async function startOwner(topic: string) {
  const log = openLog();
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  const owner = createPartitionOwner({ log, topic, partition: 0, rules: ledgerRules, codec: createJsonCodec<LedgerEvent>(), machine });
  await owner.start();
  return owner;
}
type Owner = Awaited<ReturnType<typeof startOwner>>;

let commands = 0;
async function deposit(owner: Owner) {
  commands += 1;
  const command: LedgerCommand = { type: 'Deposit', ledger: 'main', account: 'ada', amount: 1 };
  return await owner.submit(ledgerSubmission(command, { commandId: `command-${commands}` }));
}

function follow(topic: string) {
  const stop = new AbortController();
  let offset = 0;
  const ended = followPartition({
    log: openLog(),
    topic,
    partition: 0,
    from: undefined,
    codec: createJsonCodec<LedgerEvent>(),
    machine,
    signal: stop.signal,
    onRecords: (batch) => {
      offset = batch.position.offset;
    },
  });
  return {
    ended,
    stop: () => stop.abort(),
    async reaches(wanted: number) {
      while (offset < wanted) await machine.timers.sleep(10);
    },
  };
}

async function loseTail(topic: string, from: number): Promise<void> {
  await kill(kafka.container);
  await cutTail(join(folder, `${topic}-0`), from);
  await startAgain(kafka.container);
  await (await openPatiently(openLog(), topic)).close();
}

it('an owner whose log lost its end stops, readers stop once others have written in its place, and new ones start', async () => {
  const topic = 'filled-again';
  const owner = await startOwner(topic);
  for (let count = 0; count < 10; count += 1) await deposit(owner);
  const read = owner.position().offset;
  const reader = follow(topic);
  await reader.reaches(read);
  await loseTail(topic, read - 3);

  const fresh = await startOwner(topic);
  for (let count = 0; count < 6; count += 1) expect(await deposit(fresh)).toMatchObject({ kind: 'accepted' });
  expect(fresh.position().offset).toBeGreaterThan(read);
  expect(await deposit(owner)).not.toMatchObject({ kind: 'accepted' });
  expect(owner.state).toBe('diverged');
  expect(await reader.ended).toMatchObject({ kind: 'log-diverged' });

  const again = await startOwner(topic);
  await again.atEnd();
  expect(again.digest()).toBe(fresh.digest());
  await Promise.all([fresh.stop(), again.stop()]);
});

it('an owner that is the first to write where the end was lost finds its own barrier below what it has read, and stops', async () => {
  const topic = 'not-filled';
  const owner = await startOwner(topic);
  for (let count = 0; count < 10; count += 1) await deposit(owner);
  await loseTail(topic, owner.position().offset - 2);
  while (owner.state === 'serving') expect(await deposit(owner)).not.toMatchObject({ kind: 'accepted' });
  expect(owner.state).toBe('diverged');
});

it('without a loss the same kill stops no owner and no reader', async () => {
  const topic = 'whole';
  const owner = await startOwner(topic);
  for (let count = 0; count < 10; count += 1) await deposit(owner);
  const reader = follow(topic);
  await reader.reaches(owner.position().offset);
  await kill(kafka.container);
  await startAgain(kafka.container);
  await (await openPatiently(openLog(), topic)).close();
  let outcome = await deposit(owner);
  while (outcome.kind === 'unavailable' || outcome.kind === 'unknown') outcome = await deposit(owner);
  expect(outcome.kind).toBe('accepted');
  await reader.reaches(owner.position().offset);
  reader.stop();
  expect(await reader.ended).toEqual({ kind: 'stopped' });
  await owner.stop();
});
