export interface GroupTimes {
  /** After this silence a member is taken for dead. By default a server accepts 6,000 ms at least. */
  readonly sessionMs: number;
  /** How long the group waits for a member that does not join again. */
  readonly rebalanceMs: number;
  readonly heartbeatMs: number;
  /** How long a read waits for messages. Heartbeats are sent in between. */
  readonly waitMs: number;
}

export const defaultGroupTimes: GroupTimes = { sessionMs: 6_000, rebalanceMs: 6_000, heartbeatMs: 500, waitMs: 250 };
