export { type KafkaLogOptions, openKafkaLog } from './kafka-log.ts';
export { TopicUnfit } from './topics/ensure-topics.ts';
