import { createOwner } from '../nodes/owners.ts';
import type { Cut } from '../running/cut.ts';
import type { Fleet } from '../running/fleet.ts';
import { partitionNames, type World } from '../shared/world.ts';

/** Everybody who decides a partition has folded the same state; who read what the log has lost has stopped. */
export async function checkOwners(world: World, fleet: Fleet, cut: Cut): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of partitionNames) {
    const fresh = createOwner(world, world.log, world.machine, name);
    await fresh.start();
    const alive = fleet.running().flatMap(({ writing }) => writing.owners.find(name) ?? []);
    // Something may be written while they look: states are compared where they were looked at.
    const digests = new Map<string, Set<string>>();
    for (const { at, digest } of (await Promise.all([fresh, ...alive].map(digestAtEnd))).flatMap((one) => one ?? []))
      digests.set(at, (digests.get(at) ?? new Set()).add(digest));
    for (const of of digests.values()) if (of.size > 1) found.push(`${name}: ${of.size} states at one position`);
    await fresh.stop();
  }
  for (const owner of cut.deceived())
    if (owner.state === 'serving' || owner.state === 'starting')
      found.push(`an owner goes on (${owner.state}) over a log that has lost what it read`);
  return found;
}

async function digestAtEnd(owner: ReturnType<typeof createOwner>): Promise<{ readonly at: string; readonly digest: string } | undefined> {
  try {
    await owner.atEnd();
    const { link } = owner.position();
    return { at: Buffer.from(link).toString('hex'), digest: owner.digest() };
  } catch {
    return undefined;
  }
}
