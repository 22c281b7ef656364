import { type SharedOwners, shareOwners } from '@ragtime/application';
import type { EventLog, Member, OwnerLimits, SnapshotOptions } from '@ragtime/event-log';
import { createClockWatch } from '@ragtime/runtime';
import { partitions } from '../plan/make-plan.ts';
import { hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import { storedParts, type World } from '../shared/world.ts';
import { simulatedKinds } from '../work/kinds.ts';
import { snapshotsThrough } from './through-life.ts';

export const ownerLimits: Partial<OwnerLimits> = {
  queueAgeMsMax: 600,
  answerWithinMs: 2_000,
  stopWithinMs: 100,
  retryAfterMs: [5, 200],
};

/** Few records, so that most starts and take-overs begin from a snapshot. */
const snapshotRecords = 12;

/** The group waits no longer than this for a member that does not answer. */
const sessionTimeoutMs = 1_500;

/** Owns its share of the partitions, decides their commands, and forwards all others. */
export async function startWriting(world: World, life: Life, log: EventLog, member: Member): Promise<SharedOwners> {
  const { ownership, transport, machine, skies } = world;
  const snapshots: SnapshotOptions = { store: snapshotsThrough(life, world), fingerprint: 'simulated', everyRecords: snapshotRecords };
  const clockWatch = createClockWatch({
    machine: life.machine,
    other: { name: 'the others', read: () => life.call(async () => machine.clock.nowMs()) },
  });
  await clockWatch.ask();
  const { owners, bus } = shareOwners({
    log,
    snapshots,
    witnesses: async (name) => (await life.call(() => storedParts(world))).filter(({ partition }) => partition === name),
    ownership,
    partitions,
    kinds: simulatedKinds,
    codec: world.codec,
    machine: life.machine,
    limits: ownerLimits,
    self: member,
    clockWatch,
    decides: true,
    transport: { send: (address, submission) => life.call(() => transport.send(address, submission)) },
    observer: {
      onForward: ({ answer }) => hit(skies.hits, answer === 'answered' ? 'forwarded' : `forward-${answer}`),
      onTakeOver: () => hit(skies.hits, 'take-over'),
    },
  });
  const close = transport.listen(
    member.address,
    (submission) =>
      new Promise((resolve, reject) =>
        life.hear(() => void bus.receive(submission).then((answer) => life.hear(() => resolve(answer)), reject)),
      ),
  );
  life.onDeath(() => {
    close();
    machine.timers.after(sessionTimeoutMs, () => ownership.expel(member.id));
  });
  await ownership.join(member, {
    onAssigned: (names) => life.hear(() => names.forEach((name) => owners.take(name))),
    async onRevoked(names) {
      const given = new Promise<void>((resolve) =>
        life.hear(() => void Promise.all(names.map((name) => owners.give(name))).then(() => resolve())),
      );
      await Promise.race([given, machine.timers.sleep(sessionTimeoutMs)]);
    },
  });
  return { owners, bus };
}
