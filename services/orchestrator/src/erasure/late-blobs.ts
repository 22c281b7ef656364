import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';

/**
 * A worker that lost its attempt may still write an artifact under what was deleted. Nobody can see it; this removes it, once
 * two leases after the blobs were erased, by when no attempt of before can be at work. What comes later still is the sweep's.
 */
export interface LateBlobs {
  /** @param erasedAtMs record time: after a restart the same is folded again, and what is still to come is due at the same time. */
  expect(prefix: string, erasedAtMs: number): void;
  tick(): void;
  stop(): Promise<void>;
}

/** What was due before a start is done then, if it is not older than this: nobody may have been there when it was. */
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
      if (removed > 0) logger.info({ prefix, removed }, 'blobs that came after their deletion were removed');
    }
  }

  return {
    expect(prefix, erasedAtMs) {
      const dueAtMs = erasedAtMs + 2 * leaseMs;
      if (dueAtMs >= machine.clock.nowMs() - missedMaxMs) due.set(prefix, dueAtMs);
    },
    tick() {
      removing ??= removeDue(machine.clock.nowMs())
        .catch((error: unknown) => logger.warn({ error }, 'late blobs could not be removed'))
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
