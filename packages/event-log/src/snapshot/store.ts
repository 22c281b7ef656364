/** Where snapshots lie: bytes under names, one folder a partition. What is lost of it costs a fold of the log and nothing else. */
export interface SnapshotStore {
  /** Of one partition, in no order. */
  list(partition: SnapshotPlace): Promise<readonly string[]>;
  /** Whole and durable once it resolves. A name is written once. */
  write(partition: SnapshotPlace, name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none. Throws when it is there and cannot be read. */
  read(partition: SnapshotPlace, name: string): Promise<Uint8Array | undefined>;
  remove(partition: SnapshotPlace, names: readonly string[]): Promise<void>;
}

export interface SnapshotPlace {
  readonly topic: string;
  readonly partition: number;
}
