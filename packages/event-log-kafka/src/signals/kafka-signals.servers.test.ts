import { signalsContract } from '@ragtime/event-log/contract';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { freeze, kill, startAgain, thaw } from '@ragtime/testkit/faults';
import { type StartedKafka, startKafka } from '@ragtime/testkit/kafka';
import { servers } from '@ragtime/testkit/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaSignals } from './kafka-signals.ts';

const topicOf = () => ({ partitions: 3, retentionMs: 3_600_000 });

signalsContract('topics on Kafka', async () => {
  const make = () => createKafkaSignals({ brokers: [servers().kafka], machine, topicOf });
  const [signals, others] = [make(), make()];
  const close = async () => void (await Promise.all([signals.close(), others.close()]));
  return { signals, others, partitions: topicOf().partitions, topicPrefix: `${randomUuid(machine.random)}.`, close };
});

describe('a broker that was away', () => {
  let kafka: StartedKafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(async () => void (await kafka.container.stop({ timeout: 0 })));

  it.each([
    ['killed', kill, startAgain],
    ['silent', freeze, thaw],
  ] as const)('because it was %s is listened to again when it is back', async (how, away, back) => {
    const signals = createKafkaSignals({ brokers: [kafka.broker], machine, topicOf, requestTimeoutMs: 1_000 });
    const heard = new Set<string>();
    const heardByMember = new Set<string>();
    await signals.subscribe(how, { partitions: 'all' }, ({ value }) => void heard.add(Buffer.from(value).toString()));
    await signals.join(how, { group: how, memberId: 'member', onAssigned: () => undefined }, ({ value }, settle) => {
      heardByMember.add(Buffer.from(value).toString());
      settle();
    });
    const say = async (text: string) => await signals.publish(how, { key: 'key', partition: 0, value: Buffer.from(text) });
    await say('before');
    await away(kafka.container);
    await expect(say('meanwhile')).rejects.toBeInstanceOf(Error);
    await back(kafka.container);
    const isHeard = (text: string) => heard.has(text) && heardByMember.has(text);
    for (let count = 0; !isHeard(`after ${count - 1}`) && count < 600; count += 1) {
      await say(`after ${count}`).catch(() => undefined);
      await machine.timers.sleep(100);
    }
    for (const all of [heard, heardByMember]) expect([...all].some((text) => text.startsWith('after'))).toBe(true);
    await signals.close();
  });
});
