/** The one maker of submissions: for the commands of clients, of workers, and of the parts that act by themselves. */
export { type CommandContext, derivedCommandId, submissionOf } from './command-context.ts';
export { commandIdFrom, type InternalCommand, internalSubmission } from './internal-submission.ts';
export { partitionNameOf } from './partition-name.ts';
export { payloadHashOf } from './payload-hash.ts';
