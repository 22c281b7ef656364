import { topics } from '@ragtime/domain';
import type { PartitionName } from '@ragtime/event-log';
import type { Reachable } from '../clients/client.ts';
import type { SimulatedNode } from '../nodes/node.ts';
import { endOf, partitionNames, type World } from '../shared/world.ts';

/** The nodes of a schedule, each started again after it died. */
export interface Fleet extends Reachable {
  startAll(): Promise<void>;
  /** Starts a dead node again after this time. */
  restartAfter(number: number, downMs: number): void;
  running(): readonly SimulatedNode[];
  /** Every node that ever ran. */
  readonly ever: readonly SimulatedNode[];
  /** All nodes run again, and no node believes that it owns a partition that the map gives to another. */
  settle(): Promise<void>;
  /** Work that has not ended: open runs, waiting deletions, readers that have not reached the end. */
  restless(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export function createFleet(
  world: World,
  count: number,
  start: (world: World, number: number, incarnation: number) => Promise<SimulatedNode>,
): Fleet {
  const { machine, ownership, rows } = world;
  const nodes = new Map<number, SimulatedNode>();
  const starting = new Map<number, Promise<void>>();
  const ever: SimulatedNode[] = [];
  const doomed = new Set<SimulatedNode>();
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

  function behind(reader: string, name: PartitionName, offset: number | undefined): readonly string[] {
    const end = endOf(world, name);
    return (offset ?? 0) < end ? [`${reader} stands at ${offset} of ${end} in ${name}`] : [];
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
      // Once for each life: two processes cannot have one address.
      if (node === undefined || doomed.has(node)) return;
      doomed.add(node);
      node.life.onDeath(() => machine.timers.after(downMs, () => restart(number)));
    },
    async settle() {
      for (const { life } of running()) life.dieAfter(Number.POSITIVE_INFINITY);
      for (let tries = 0; tries < 100; tries += 1) {
        await Promise.all(starting.values());
        if (running().length === count && !running().some(({ life }) => life.isPaused)) break;
        await machine.timers.sleep(200);
      }
      await ownership.settle();
      // Servers that lost leadership without an error are gone by then: no process goes on listening to one.
      for (const name of partitionNames) {
        const [topic = '', at = '0'] = name.split('/');
        world.log.endSessions(topic, Number(at));
      }
    },
    async restless() {
      const searched = await world.visibility.position();
      // A run ends with its dataset, without an event of its own.
      const datasets = new Set(rows.library.table('dataset').map((row) => row['datasetId']));
      const open = rows.library.table('run').filter((row) => row['endedAtMs'] === null && datasets.has(row['datasetId']));
      const waiting = rows.library.table('receipt').filter((row) => row['completedAtMs'] === null);
      return [
        ...partitionNames.flatMap((name) => [
          ...behind(
            'directory',
            name,
            name.startsWith(topics.tenantEvents) ? rows.directory.position(name)?.offset : Number.POSITIVE_INFINITY,
          ),
          ...behind(
            'library',
            name,
            name.startsWith(topics.documentEvents) ? rows.library.position(name)?.offset : Number.POSITIVE_INFINITY,
          ),
          ...behind('search', name, name.startsWith(topics.documentEvents) ? searched.get(name)?.offset : Number.POSITIVE_INFINITY),
        ]),
        ...open.map((row) => `${String(row['runId'])} of ${String(row['documentId'])} is open`),
        ...waiting.map((row) => `${String(row['receiptId'])} is not done`),
      ];
    },
    async stop() {
      await Promise.all(running().map((node) => node.stop()));
    },
  };
}
