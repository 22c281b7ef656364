import { startOwners } from '@ragtime/application';
import { findMisfits } from '@ragtime/event-log';
import { ownerLimits } from '../nodes/owners.ts';
import { partitions } from '../plan/make-plan.ts';
import { hit } from '../shared/faults.ts';
import { projected, type World } from '../shared/world.ts';
import { simulatedKinds } from '../work/kinds.ts';
import type { Fleet } from './fleet.ts';

/** The group has noticed by then that all nodes are gone. */
const expelledMs = 3_000;

/** An operator stops all nodes, says that the log which lost its tail is the right one, and starts them again. */
export async function refold(world: World, fleet: Fleet): Promise<void> {
  const { log, codec, machine, snapshots: store, skies } = world;
  for (const { life } of fleet.running()) life.die();
  await machine.timers.sleep(expelledMs);
  const owners = await startOwners({
    log,
    codec,
    machine,
    partitions,
    kinds: simulatedKinds,
    limits: ownerLimits,
    snapshots: { store, fingerprint: 'simulated' },
    mayRefold: true,
  });
  const generation = 1 + Math.max(...owners.all.map((owner) => owner.generation));
  await Promise.all(owners.all.map(async (owner) => await owner.refold(generation)));
  await owners.stop();
  await throwAwayMisfits(world);
  hit(skies.hits, 'refold');
  await fleet.startAll();
}

async function throwAwayMisfits(world: World): Promise<void> {
  const { rows, searchRows, index } = world;
  for (const name of projected) if ((await findMisfits(world, name, rows[name].places())).length > 0) rows[name].discard();
  if ((await findMisfits(world, 'search', await searchRows.places())).length === 0) return;
  for await (const { documentId } of index.runs()) await index.remove({ documentId });
  searchRows.discard();
}
