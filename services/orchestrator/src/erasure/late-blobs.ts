import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';

/**
 * A worker that lost its attempt may still write an artifact under a deleted prefix. No reader can see it. This removes it two leases after the
 * blobs were erased, when no earlier attempt can still be at work. The sweep removes what comes even later.
 */
export interface LateBlobs {
  /** @param erasedAtMs the record time. After a restart the same event is folded again, and the removal is due at the same time. */
  expect(prefix: string, erasedAtMs: number): void;
  tick(): void;
  stop(): Promise<void>;
}

/** A removal that fell due while no orchestrator ran is done at the start, if it is not older than this. */
const missedMaxMs = 60 * 60_000;

type Needs = Pick<OrchestratorOptions, 'blobs' | 'machine' | 'logger'>;

export function createLateBlobs({ blobs, machine, logger }: Needs, { leaseMs }: Pick<OrchestratorLimits, 'leaseMs'>): LateBlobs {
  const due = new Map<string, number>();
  let removing: Promise<void> | undefined;

  async function removeDue(nowMs: number): Promise<void> {
    for (const [prefix, dueAtMs] of due) {
      if (dueAtMs > nowMs) continue;
      due.delete(prefix);
      const removed = await blobs.removePrefix(prefix);
      if (removed > 0) logger.info({ prefix, removed }, 'blobs that were written after their deletion were removed');
    }
  }

  return {
    expect(prefix, erasedAtMs) {
      const dueAtMs = erasedAtMs + 2 * leaseMs;
      if (dueAtMs >= machine.clock.nowMs() - missedMaxMs) due.set(prefix, dueAtMs);
    },
    tick() {
      removing ??= removeDue(machine.clock.nowMs())
        .catch((error: unknown) => logger.warn({ error }, 'late blobs could not be removed; the upload sweep removes them'))
        .then(() => {
          removing = undefined;
        });
    },
    async stop() {
      due.clear();
      await removing;
    },
  };
}
