import { partitionOf } from '../chain/partition-of.ts';
import type { CommandBus, Outcome, Submission } from './outcome.ts';

/** One topic as this process owns it. */
export interface LocalTopic<Command, Event, Reason extends string> {
  scopeOf(command: Command): string;
  /** Of all the topic, owned here or not. */
  readonly partitions: number;
  ownerOf(partition: number): { submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>> } | undefined;
}

export interface LocalBusOptions<Command, Event, Reason extends string> {
  topicOf(command: Command): string;
  readonly topics: Readonly<Record<string, LocalTopic<Command, Event, Reason>>>;
}

/** A bus to the owners of this process: whatever they do not own is `unavailable`. */
export function createLocalBus<Command, Event, Reason extends string>(
  options: LocalBusOptions<Command, Event, Reason>,
): CommandBus<Command, Event, Reason> {
  return {
    async submit(submission) {
      const topic = options.topics[options.topicOf(submission.command)];
      const owner = topic?.ownerOf(partitionOf(topic.scopeOf(submission.command), topic.partitions));
      return owner === undefined ? { kind: 'unavailable', commandId: submission.commandId, cause: 'no-owner' } : owner.submit(submission);
    },
  };
}
