/** How workers and process managers send commands. */
export { commandIdFrom, type InternalCommand, internalSubmission } from './internal-submission.ts';
export { partitionNameOf } from './partition-name.ts';
