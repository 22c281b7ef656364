import { topics } from '@ragtime/event-log';
import type { Reachable } from '../clients/client.ts';
import type { SimulatedNode } from '../nodes/node.ts';
import { partitions } from '../plan/make-plan.ts';
import { endOf, type World } from '../shared/world.ts';

/** The nodes of a schedule, each started again after it died. */
export interface Fleet extends Reachable {
  startAll(): Promise<void>;
  /** Starts it again once it is dead, after so long. */
  restartAfter(number: number, downMs: number): void;
  running(): readonly SimulatedNode[];
  /** Every node that ever ran. */
  readonly ever: readonly SimulatedNode[];
  /** Everybody is up again, and nobody believes what the map does not say. */
  settle(): Promise<void>;
  /** No run is open, no deletion waits, and every reader has read to the end. */
  isQuiet(): Promise<boolean>;
  stop(): Promise<void>;
}

export function createFleet(
  world: World,
  count: number,
  start: (world: World, number: number, incarnation: number) => Promise<SimulatedNode>,
): Fleet {
  const { machine, ownership, rows, visibility } = world;
  const nodes = new Map<number, SimulatedNode>();
  const starting = new Map<number, Promise<void>>();
  const ever: SimulatedNode[] = [];
  let incarnations = 0;

  async function startOne(number: number): Promise<void> {
    incarnations += 1;
    const node = await start(world, number, incarnations);
    nodes.set(number, node);
    ever.push(node);
  }

  function restart(number: number): void {
    const begun = startOne(number).finally(() => starting.delete(number));
    starting.set(number, begun);
  }

  const running = (): readonly SimulatedNode[] => [...nodes.values()].filter(({ life }) => !life.isDead);

  function isReadToTheEnd(): boolean {
    for (let partition = 0; partition < partitions; partition += 1) {
      const documents = `${topics.documentEvents}/${partition}` as const;
      const tenants = `${topics.tenantEvents}/${partition}` as const;
      if ((rows.library.position(documents)?.offset ?? 0) < endOf(world, documents)) return false;
      if ((rows.directory.position(tenants)?.offset ?? 0) < endOf(world, tenants)) return false;
    }
    return true;
  }

  return {
    count,
    ever,
    node: (number) => nodes.get(number),
    running,
    async startAll() {
      for (let number = 0; number < count; number += 1) await startOne(number);
    },
    restartAfter(number, downMs) {
      const node = nodes.get(number);
      node?.life.onDeath(() => machine.timers.after(downMs, () => restart(number)));
    },
    async settle() {
      for (let tries = 0; tries < 100; tries += 1) {
        await Promise.all(starting.values());
        if (running().length === count) break;
        await machine.timers.sleep(200);
      }
      await ownership.settle();
    },
    async isQuiet() {
      if (!isReadToTheEnd()) return false;
      const searched = await visibility.position();
      for (let partition = 0; partition < partitions; partition += 1) {
        const name = `${topics.documentEvents}/${partition}` as const;
        if ((searched.get(name)?.offset ?? 0) < endOf(world, name)) return false;
      }
      const isOpen =
        rows.library.table('run').some((row) => row['endedAtMs'] === null) ||
        rows.library.table('receipt').some((row) => row['completedAtMs'] === null);
      return !isOpen;
    },
    async stop() {
      await Promise.all(running().map((node) => node.stop()));
    },
  };
}
