import { AppendRefused, barrierStamp, type EventLog, type LogRecord, type PartitionSession } from '@ragtime/event-log';
import { freeze, kill, startAgain, thaw } from '@ragtime/testkit/faults';
import { type StartedKafka, startKafka } from '@ragtime/testkit/kafka';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openHastily, openPatiently } from '../testing/fresh-log.ts';

let kafka: StartedKafka;
let log: EventLog;
let topic: string;
let session: PartitionSession;
let made = 0;

beforeAll(async () => {
  kafka = await startKafka();
  log = openHastily(kafka.broker);
});
afterAll(async () => {
  await log.close();
  await kafka.container.stop({ timeout: 0 });
});
beforeEach(async () => {
  made += 1;
  topic = `doubt-${made}`;
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  session = await log.openSession(topic, 0);
});

const record = (text: string, bytes = 0): LogRecord => ({
  key: 'key',
  value: Buffer.from(text.padEnd(bytes, '.')),
  stamp: { at: 0, previous: new Uint8Array(8) },
});
const barrier: LogRecord = { key: '', value: new Uint8Array(0), stamp: barrierStamp };

async function textsIn(over: PartitionSession): Promise<readonly string[]> {
  const { records } = await over.read(0, { limit: 1_000, waitMs: 0 });
  return records.map(({ value }) =>
    Buffer.from(value ?? [])
      .toString()
      .replace(/\.+$/u, ''),
  );
}

it('a batch that is too large is certainly not written, and its session goes on', async () => {
  await expect(session.append([record('large', 2_000_000)])).rejects.toMatchObject({ name: 'AppendRefused', reason: 'too-large' });
  await session.append([record('small')]);
  expect(await textsIn(session)).toEqual(['small']);
});

it('an append to a silent broker is in doubt: it may land later, before anything sent over another session', async () => {
  await session.append([record('before')]);
  await freeze(kafka.container);
  const appending = session.append([record('in doubt')]);
  await expect(appending).rejects.not.toBeInstanceOf(AppendRefused);
  await expect(session.append([record('after')])).rejects.toMatchObject({ name: 'AppendRefused', reason: 'session-over' });
  await thaw(kafka.container);
  const other = await openPatiently(log, topic);
  const landed = await other.append([barrier]);
  const texts = await textsIn(other);
  // The records that are there now stay the only ones before the barrier.
  expect(texts.slice(0, landed)).toEqual(landed === 2 ? ['before', 'in doubt'] : ['before']);
  expect(texts).toHaveLength(landed + 1);
});

it('when its broker is killed, all appends under way are in doubt, and acknowledged records are there after its restart', async () => {
  const acknowledged: string[] = [];
  const appending = (async () => {
    for (let count = 0; ; count += 1) {
      await session.append([record(`${count}`)]);
      acknowledged.push(`${count}`);
      if (count === 20) await kill(kafka.container);
    }
  })();
  await expect(appending).rejects.toBeInstanceOf(Error);
  await expect(log.openSession(topic, 0)).rejects.toMatchObject({ name: 'SessionUnavailable' });
  await startAgain(kafka.container);
  const again = await openPatiently(log, topic);
  expect((await textsIn(again)).slice(0, acknowledged.length)).toEqual(acknowledged);
});

it('a read that waits ends when its broker is killed', async () => {
  const waiting = session.read(0, { limit: 10, waitMs: 60_000 });
  waiting.catch(() => undefined);
  await kill(kafka.container);
  await expect(waiting).rejects.toBeInstanceOf(Error);
  await startAgain(kafka.container);
  expect(await textsIn(await openPatiently(log, topic))).toEqual([]);
});

it('a topic that was deleted leaves its appends in doubt and its sessions unavailable', async () => {
  await expect(log.openSession(`${topic}-gone`, 0)).rejects.toMatchObject({ name: 'SessionUnavailable' });
});
