import type { TopicSpecification } from '@ragtime/event-log';
import kafkajs, { type Admin } from 'kafkajs';
import { type Administration, makeTopics } from './make-topics.ts';

/** A topic does not have the settings that a log of events needs. The message says what to set. */
export class TopicUnfit extends Error {
  override readonly name = 'TopicUnfit';
}

/** What an event topic must be set to, depending on the number of its copies, and why. */
interface Demand {
  readonly name: string;
  readonly wanted: string;
  readonly isMet: (value: string) => boolean;
  readonly because: string;
}

const is = (name: string, wanted: string, because: string): Demand => ({ name, wanted, isMet: (value) => value === wanted, because });
const atLeast = (name: string, least: number, because: string): Demand => ({
  name,
  wanted: String(least),
  isMet: (value) => Number(value) >= least,
  because,
});

/** Below this a batch of one command (256 KiB) or of a group commit (512 KiB) would be refused. */
const messageBytesMin = 1_048_588;

const demandsFor = (replicas: number): readonly Demand[] => [
  is('cleanup.policy', 'delete', 'an event topic is never compacted'),
  is('retention.ms', '-1', 'events are kept for ever'),
  is('retention.bytes', '-1', 'events are kept for ever'),
  is('unclean.leader.election.enable', 'false', 'a copy that lags must not become the log'),
  atLeast('max.message.bytes', messageBytesMin, 'a batch is written whole'),
  ...(replicas >= 3
    ? [atLeast('min.insync.replicas', 2, 'what is acknowledged must lie on two machines')]
    : [is('flush.messages', '1', 'with fewer than three copies what is acknowledged must be on the disk')]),
];

/**
 * Makes topics that are missing, and checks those that exist.
 *
 * @param replicas how many copies a topic gets that is made here. Default: 3, or as many as there are brokers.
 * @throws TopicUnfit when a topic has wrong settings. Nothing is changed in it.
 */
export async function ensureTopics(
  administration: Administration,
  wanted: readonly TopicSpecification[],
  replicas: number | undefined,
): Promise<void> {
  const topics = await makeTopics(
    administration,
    wanted.map(({ name, partitions }) => ({
      topic: name,
      partitions,
      configEntries: (copies) => demandsFor(copies).map((demand) => ({ name: demand.name, value: demand.wanted })),
    })),
    replicas,
  );
  for (const { name, partitions } of wanted) {
    const found = topics.find((topic) => topic.name === name)?.partitions ?? [];
    if (found.length !== partitions)
      throw new TopicUnfit(
        `the topic ${name} has ${found.length} partitions where ${partitions} are fixed for life: use another cluster, or remove the topic if it is empty`,
      );
    await checkSettings(administration.admin, name, Math.min(...found.map((partition) => partition.replicas.length)));
  }
}

async function checkSettings(admin: Admin, topic: string, replicas: number): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const settings = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  const unmet = demandsFor(replicas).filter(({ name, isMet }) => !isMet(settings.get(name) ?? ''));
  if (unmet.length === 0) return;
  const words = unmet.map(({ name, wanted, because }) => `${name} is ${settings.get(name) ?? 'not set'}, set it to ${wanted} (${because})`);
  throw new TopicUnfit(`the topic ${topic}, which has ${replicas} ${replicas === 1 ? 'copy' : 'copies'}, is not fit: ${words.join('; ')}`);
}
