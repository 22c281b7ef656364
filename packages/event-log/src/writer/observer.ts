/** Observes an owner for metrics and tests. Its methods must not throw. */
export interface OwnerObserver {
  /** A batch was sent and is settled. */
  onBatch?(happening: BatchHappening): void;
  /** The end was proved for answers that write nothing. */
  onProof?(happening: { readonly answers: number; readonly moved: boolean }): void;
}

export interface BatchHappening {
  readonly outcome: 'confirmed' | 'lost' | 'refused' | 'doubt-written' | 'doubt-not-written';
  readonly events: number;
  readonly commands: number;
}
