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
  close(): Promise<void>;
}

export interface SignalMessage {
  readonly key: string;
  readonly partition: number;
  readonly value: Uint8Array;
}

export interface SignalSubscription {
  close(): Promise<void>;
}
