/** Carries messages that hold no truth: doorbells, progress, signs of life. A lost or repeated message does no harm. */
export interface Signals {
  /** Resolves once the message was handed over. There may be no listener. */
  publish(topic: string, message: SignalMessage): Promise<void>;
  /** Receives messages that are published from now on. The handler must not throw; it returns at once and works elsewhere. */
  subscribe(
    topic: string,
    options: { readonly partitions: 'all' | readonly number[] },
    handler: (message: SignalMessage) => void,
  ): Promise<SignalSubscription>;
  /**
   * Joins a group whose members share the partitions of a topic. The member that has a message's partition receives it. When partitions move, their
   * new member receives the unsettled messages again, so a message may come twice. Resolves before the group has answered; `onAssigned` reports its
   * answer.
   */
  join(topic: string, options: SignalGroupOptions, handler: SignalGroupHandler): Promise<SignalSubscription>;
  close(): Promise<void>;
}

/** Of a member's partitions, so many are listened to all the time. */
export const promptPartitions = 2;

export interface SignalMessage {
  readonly key: string;
  readonly partition: number;
  readonly value: Uint8Array;
}

export interface SignalGroupOptions {
  readonly group: string;
  /** The name that operators' tools show. */
  readonly memberId: string;
  /**
   * Receives all partitions of this member each time they change. The list is empty while the member is outside the group. Messages in the
   * first `promptPartitions` are heard at once, those in the others within some seconds: publish in the first ones.
   */
  readonly onAssigned: (partitions: readonly number[]) => void;
}

/** Must not throw; it returns at once and works elsewhere. `settle` states that no member needs the message any more. */
export type SignalGroupHandler = (message: SignalMessage, settle: () => void) => void;

export interface SignalSubscription {
  /** A member of a group leaves it, and the others get its partitions. */
  close(): Promise<void>;
}
