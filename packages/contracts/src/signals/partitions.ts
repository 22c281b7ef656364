/** Of the topic of doorbells: no fewer than the largest number of workers, so that each may have one of its own. */
export const taskPartitions = 64;

/** Of the topic of progress: keyed by run, so that what is said of one run keeps its order. */
export const progressPartitions = 12;
