import type { SignalGroupHandler, SignalGroupOptions, SignalSubscription } from '@ragtime/event-log';
import { hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import type { World } from '../shared/world.ts';

/** After a silence of this length the group considers a member dead. */
const sessionMs = 1_500;
const lookedAtMs = 500;

/** Ties a member of a group to its process: the group removes a member that died or pauses, and a member that goes on joins again. */
export async function joinThrough(
  life: Life,
  { signals, machine, skies }: Pick<World, 'signals' | 'machine' | 'skies'>,
  topic: string,
  options: SignalGroupOptions,
  handler: SignalGroupHandler,
): Promise<SignalSubscription> {
  let member: SignalSubscription | undefined;
  let isOver = false;
  let silentSinceMs: number | undefined;

  async function join(): Promise<void> {
    const joined = await signals.join(
      topic,
      { ...options, onAssigned: (partitions) => life.hear(() => options.onAssigned(partitions)) },
      (message, settle) => life.hear(() => handler(message, () => void (life.isDead || settle()))),
    );
    if (isOver) await joined.close();
    else member = joined;
  }

  async function close(): Promise<void> {
    const joined = member;
    member = undefined;
    await joined?.close();
  }

  const watching = machine.timers.every(lookedAtMs, () => {
    if (!life.isDead && !life.isPaused) silentSinceMs = undefined;
    else silentSinceMs ??= machine.clock.monotonicMs();
    if (silentSinceMs === undefined || machine.clock.monotonicMs() - silentSinceMs < sessionMs || member === undefined) return;
    hit(skies.hits, 'member-thrown-out');
    void close();
    if (life.isDead) watching.cancel();
    else
      life.hear(() => {
        options.onAssigned([]);
        void join();
      });
  });
  await join();
  return {
    async close() {
      isOver = true;
      watching.cancel();
      await close();
    },
  };
}
