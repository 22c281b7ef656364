/** Of the topic of doorbells: no fewer than the largest number of workers, since a worker without a partition hears no bell. */
export const taskPartitions = 64;

/** The consumer group that shares the topic of doorbells. */
export const workerGroup = 'ragtime.parse-workers';

/** Of the topic of progress: keyed by run, so that what is said of one run keeps its order. */
export const progressPartitions = 12;
