/**
 * A member of a group in a process of its own, to be killed: `node member-process.ts BROKER TOPIC PARTITIONS`. It settles nothing, and prints the
 * partitions that it has and the messages that it hears.
 */
import { realMachine as machine } from '@ragtime/runtime';
import { createKafkaSignals } from '../signals/kafka-signals.ts';

const [, , broker = '', topic = '', partitions = '1'] = process.argv;
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const topicOf = () => ({ partitions: Number(partitions), retentionMs: 3_600_000 });
const signals = createKafkaSignals({ brokers: [broker], machine, topicOf });
const onAssigned = (assigned: readonly number[]) => say({ assigned });
await signals.join(topic, { group: topic, memberId: 'killed', onAssigned }, ({ value }) => say({ heard: Buffer.from(value).toString() }));
