import { type AnyOwner, createOwner } from '@ragtime/application';
import type { PartitionName } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import { ownerLimits } from '../nodes/owners.ts';
import type { Cut } from '../running/cut.ts';
import type { Fleet } from '../running/fleet.ts';
import { partitionNames, type World } from '../shared/world.ts';

/** All owners of a partition have folded this log into the same state. An owner that read records that the log has lost has stopped. */
export async function checkOwners(world: World, fleet: Fleet, cut?: Cut): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of partitionNames) {
    const { log, codec, machine } = world;
    const fresh = createOwner(name, { log, codec, machine, limits: ownerLimits });
    await fresh.start();
    const alive = fleet.running().flatMap(({ writing }) => writing.owners.find(name) ?? []);
    // Writes may go on meanwhile: states are compared at the position at which they were read.
    const digests = new Map<string, Set<string>>();
    for (const { offset, link, digest } of (await Promise.all([fresh, ...alive].map(digestAtEnd))).flatMap((one) => one ?? [])) {
      if (link !== linkAt(world, name, offset)) found.push(`${name}: an owner stands at ${offset} on another chain than the log's`);
      digests.set(link, (digests.get(link) ?? new Set()).add(digest));
    }
    for (const of of digests.values()) if (of.size > 1) found.push(`${name}: ${of.size} states at one position`);
    await fresh.stop();
  }
  for (const owner of cut?.deceived() ?? [])
    if (owner.state === 'serving' || owner.state === 'starting')
      found.push(`an owner goes on (${owner.state}) over a log that has lost what it read`);
  return found;
}

interface Standing {
  readonly offset: number;
  readonly link: string;
  readonly digest: string;
}

async function digestAtEnd(owner: AnyOwner): Promise<Standing | undefined> {
  try {
    await owner.atEnd();
    const { offset, link } = owner.position();
    return { offset, link: hex(link), digest: owner.digest() };
  } catch {
    return undefined;
  }
}

function linkAt({ log, codec }: World, name: PartitionName, offset: number): string {
  const [topic = '', partition] = name.split('/');
  const before = log.contents(topic, Number(partition)).filter((record) => record.offset < offset);
  return hex(foldHistory(before, codec).chain.link);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
