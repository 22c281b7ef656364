import type { PartitionName } from '../port/position.ts';
import type { CommandBus, Outcome, Submission } from '../writer/outcome.ts';
import type { Member, Ownership } from './ownership.ts';
import type { ForwardAnswer, ForwardTransport } from './transport.ts';

interface Decider<Command, Event, Reason extends string> {
  submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>>;
}

export interface ForwardingBusOptions<Command, Event, Reason extends string> {
  readonly self: Member;
  readonly ownership: Pick<Ownership, 'ownerOf'>;
  readonly transport: ForwardTransport<Command, Event, Reason>;
  partitionOf(command: Command): PartitionName;
  /** The owners on this node. */
  find(partition: PartitionName): Decider<Command, Event, Reason> | undefined;
  /**
   * Starts to decide a partition here when its owner's port is closed, without waiting for the group to notice. Undefined on a node that decides
   * nothing.
   */
  readonly takeOver?: (partition: PartitionName) => Decider<Command, Event, Reason>;
  readonly observer?: ForwardingObserver;
}

export interface ForwardingObserver {
  onForward?(happening: {
    readonly partition: PartitionName;
    readonly to: string;
    readonly answer: ForwardAnswer<unknown, string>['kind'];
  }): void;
  onTakeOver?(happening: { readonly partition: PartitionName; readonly from: string }): void;
}

export interface ForwardingBus<Command, Event, Reason extends string> extends CommandBus<Command, Event, Reason> {
  /** A command that another node forwarded. This node decides it or refuses it; no command is forwarded twice. */
  receive(submission: Submission<Command>): Promise<ForwardAnswer<Event, Reason>>;
}

/**
 * Decides a command where its partition is owned: here, or at the member that the map names. A node that turns out not to own the partition is
 * asked once; then the bus reads the map once more. After a try without an answer, the bus tries again only when a repeat can be recognised, by its
 * key or its cause. Otherwise the outcome is `unknown`.
 */
export function createForwardingBus<Command, Event, Reason extends string>(
  options: ForwardingBusOptions<Command, Event, Reason>,
): ForwardingBus<Command, Event, Reason> {
  const { self, ownership, transport, observer } = options;

  const unavailable = ({ commandId }: Submission<Command>): Outcome<Event, Reason> => ({
    kind: 'unavailable',
    commandId,
    cause: 'no-owner',
  });
  const unknown = ({ commandId }: Submission<Command>): Outcome<Event, Reason> => ({ kind: 'unknown', commandId });

  async function lookUp(partition: PartitionName): Promise<Member | undefined> {
    return await ownership.ownerOf(partition).catch(() => undefined);
  }

  async function forward(
    partition: PartitionName,
    submission: Submission<Command>,
    triesLeft: number,
    mayBeThere: boolean,
  ): Promise<Outcome<Event, Reason>> {
    const own = options.find(partition);
    if (own !== undefined) return soften(await own.submit(submission), mayBeThere, submission);
    const owner = await lookUp(partition);
    const nobody = mayBeThere ? unknown(submission) : unavailable(submission);
    if (owner === undefined || owner.id === self.id) return nobody;
    const answer = await transport.send(owner.address, submission);
    observer?.onForward?.({ partition, to: owner.id, answer: answer.kind });
    switch (answer.kind) {
      case 'answered':
        if (options.takeOver !== undefined && isClockOff(answer.outcome))
          return await decideInItsPlace(partition, submission, owner, mayBeThere);
        return soften(answer.outcome, mayBeThere, submission);
      case 'not-owner':
        return triesLeft > 0 ? await forward(partition, submission, triesLeft - 1, mayBeThere) : nobody;
      case 'unreachable':
        return options.takeOver === undefined ? nobody : await decideInItsPlace(partition, submission, owner, mayBeThere);
      case 'no-answer':
        if (triesLeft === 0 || !isRepeatable(submission)) return unknown(submission);
        return await forward(partition, submission, triesLeft - 1, true);
    }
  }

  /** The owner is gone, or its clock is wrong. Should it go on after all, the log tells two owners apart. */
  async function decideInItsPlace(
    partition: PartitionName,
    submission: Submission<Command>,
    owner: Member,
    mayBeThere: boolean,
  ): Promise<Outcome<Event, Reason>> {
    if (options.takeOver === undefined) return unavailable(submission);
    observer?.onTakeOver?.({ partition, from: owner.id });
    return soften(await options.takeOver(partition).submit(submission), mayBeThere, submission);
  }

  return {
    submit: async (submission) => await forward(options.partitionOf(submission.command), submission, 1, false),
    async receive(submission) {
      const own = options.find(options.partitionOf(submission.command));
      return own === undefined ? { kind: 'not-owner' } : { kind: 'answered', outcome: await own.submit(submission) };
    },
  };
}

/**
 * After a try that may still be decided, only written events are certain: a refusal says something about the second try alone. For a command with a
 * cause, a repeat that changes nothing means that the cause is settled, which is final.
 */
function soften<Event, Reason extends string>(
  outcome: Outcome<Event, Reason>,
  mayBeThere: boolean,
  { cause }: Submission<unknown>,
): Outcome<Event, Reason> {
  const isCertain = outcome.kind === 'accepted' || outcome.kind === 'duplicate' || (outcome.kind === 'unchanged' && cause !== undefined);
  return !mayBeThere || isCertain ? outcome : { kind: 'unknown', commandId: outcome.commandId };
}

const isClockOff = (outcome: Outcome<unknown, string>): boolean => outcome.kind === 'unavailable' && outcome.cause === 'clock-off';

const isRepeatable = ({ remembered, cause }: Submission<unknown>): boolean => remembered || cause !== undefined;
