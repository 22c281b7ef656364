/** Stores snapshots: bytes under names, one folder per partition. A lost file only makes the owner fold more of the log. */
export interface SnapshotStore {
  /** The names of one partition, in no order. */
  list(partition: SnapshotPlace): Promise<readonly string[]>;
  /** The bytes are complete and durable once it resolves. A name is written once. */
  write(partition: SnapshotPlace, name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is no such file. Throws when the file exists and cannot be read. */
  read(partition: SnapshotPlace, name: string): Promise<Uint8Array | undefined>;
  remove(partition: SnapshotPlace, names: readonly string[]): Promise<void>;
}

export interface SnapshotPlace {
  readonly topic: string;
  readonly partition: number;
}
