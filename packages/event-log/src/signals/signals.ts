/** What is not truth: doorbells, progress, signs of life. Losing one, or hearing one twice, harms nothing. */
export interface Signals {
  /** Resolves once it was handed over; nobody may be listening. */
  publish(topic: string, message: SignalMessage): Promise<void>;
  /** Hears what is published from now on. The handler must not throw; it returns at once and works elsewhere. */
  subscribe(
    topic: string,
    options: { readonly partitions: 'all' | readonly number[] },
    handler: (message: SignalMessage) => void,
  ): Promise<SignalSubscription>;
  /**
   * Joins a group whose members share the partitions of a topic. A message is heard by the member that has its partition. When partitions
   * move, what is not settled is heard again by the member that has its partition then, so a message may be heard twice.
   * Resolves before the group has answered: `onAssigned` says when it has.
   */
  join(topic: string, options: SignalGroupOptions, handler: SignalGroupHandler): Promise<SignalSubscription>;
  close(): Promise<void>;
}

export interface SignalMessage {
  readonly key: string;
  readonly partition: number;
  readonly value: Uint8Array;
}

export interface SignalGroupOptions {
  readonly group: string;
  /** The name that the tools of operators show. */
  readonly memberId: string;
  /** Gets all partitions of this member each time they change; none while it is outside the group. */
  readonly onAssigned: (partitions: readonly number[]) => void;
}

/** Must not throw; it returns at once and works elsewhere. `settle` says that no member need hear the message any more. */
export type SignalGroupHandler = (message: SignalMessage, settle: () => void) => void;

export interface SignalSubscription {
  /** A member of a group leaves it: the others get its partitions. */
  close(): Promise<void>;
}
