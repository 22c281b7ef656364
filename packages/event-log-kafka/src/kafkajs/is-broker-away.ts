import kafkajs from 'kafkajs';

/** Whether the library gave up because no broker answered it. */
export const isBrokerAway = (error: unknown): boolean =>
  error instanceof kafkajs.KafkaJSConnectionError ||
  error instanceof kafkajs.KafkaJSRequestTimeoutError ||
  error instanceof kafkajs.KafkaJSNumberOfRetriesExceeded ||
  error instanceof kafkajs.KafkaJSBrokerNotFound;
