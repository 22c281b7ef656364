/** The partitions of the topic of doorbells. There are at least as many as workers, because a worker without a partition hears no bell. */
export const taskPartitions = 64;

/** The consumer group that shares the topic of doorbells. */
export const workerGroup = 'ragtime.parse-workers';

/** The partitions of the topic of progress. It is keyed by run, so that the messages of one run keep their order. */
export const progressPartitions = 12;
