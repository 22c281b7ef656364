export { type KafkaLogOptions, openKafkaLog } from './kafka-log.ts';
export type { KafkaConnection } from './kafkajs/client.ts';
export { isBrokerAway } from './kafkajs/is-broker-away.ts';
export { createKafkaOwnership, type KafkaOwnership, type KafkaOwnershipOptions } from './ownership/kafka-ownership.ts';
export { createKafkaSignals, type KafkaSignalsOptions } from './signals/kafka-signals.ts';
export type { SignalTopic } from './signals/signal-topic.ts';
export { TopicUnfit } from './topics/ensure-topics.ts';
