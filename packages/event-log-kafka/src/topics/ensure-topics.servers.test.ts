import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { servers } from '@ragtime/testkit/servers';
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKafkaLog } from '../kafka-log.ts';
import { TopicUnfit } from './ensure-topics.ts';

let admin: Admin;
let log: ReturnType<typeof openKafkaLog>;
beforeAll(async () => {
  log = openKafkaLog({ brokers: [servers().kafka], machine });
  admin = new Kafka({ brokers: [servers().kafka], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await log.close();
});

const newTopic = (): string => `topic-${randomUuid(machine.random)}`;

async function settingsOf(topic: string): Promise<Readonly<Record<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  return Object.fromEntries(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? []);
}

it('a topic that is made keeps everything for ever, and writes it to the disk before acknowledging it', async () => {
  const topic = newTopic();
  await log.ensureTopics([{ name: topic, partitions: 2 }]);
  expect(await settingsOf(topic)).toMatchObject({
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'unclean.leader.election.enable': 'false',
    'flush.messages': '1',
    'max.message.bytes': '1048588',
  });
});

it.each([
  ['retention.ms', '604800000', 'set it to -1'],
  ['retention.bytes', '1000000', 'set it to -1'],
  ['cleanup.policy', 'compact', 'set it to delete'],
  ['flush.messages', '1000', 'set it to 1'],
  ['unclean.leader.election.enable', 'true', 'set it to false'],
  ['max.message.bytes', '100000', 'set it to 1048588'],
])('a topic whose %s is %s stops the start, with a sentence that says what to set', async (name, value, advice) => {
  const topic = newTopic();
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  const kept = Object.entries(await settingsOf(topic)).filter(([key]) =>
    ['retention.ms', 'retention.bytes', 'flush.messages'].includes(key),
  );
  const configEntries = [...kept.filter(([key]) => key !== name), [name, value] as const].map(([key, to]) => ({ name: key, value: to }));
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }] });
  await expect(log.ensureTopics([{ name: topic, partitions: 1 }])).rejects.toSatisfy(
    (error) => error instanceof TopicUnfit && error.message.includes(topic) && error.message.includes(`${name} is ${value}, ${advice}`),
  );
});
