import type { SharedOwners } from '@ragtime/application';
import { workerIdAt } from '@ragtime/contracts/signals';
import type { EventLog, Member } from '@ragtime/event-log';
import { type ErasureReceipt, type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { watchBells } from '../checks/bells.ts';
import { onlyGivenAttempts } from '../checks/given-attempts.ts';
import { watchLeases } from '../checks/leases.ts';
import { watchSerialCommands } from '../checks/serial-commands.ts';
import { partitions } from '../plan/make-plan.ts';
import { hit } from '../shared/faults.ts';
import { createLife, type Life } from '../shared/life.ts';
import { embedder, type World } from '../shared/world.ts';
import { createFakeParser } from '../work/fake-parser.ts';
import { simulatedHandlers, simulatedKinds } from '../work/kinds.ts';
import { quietLogger } from './logger.ts';
import { startWriting } from './owners.ts';
import { type NodeReading, startReading } from './reading.ts';
import { blobsThrough, logThrough, signalsThrough, vaultThrough } from './through-life.ts';

/** One process with every role that its number gives it. */
export interface SimulatedNode {
  readonly life: Life;
  readonly log: EventLog;
  readonly writing: SharedOwners;
  readonly orchestrator: Orchestrator | undefined;
  readonly reading: NodeReading | undefined;
  readonly worker: ParseWorker;
  stop(): Promise<void>;
}

const leaseMs = 3_000;

/** @param incarnation how often this node was started before. */
export async function startNode(world: World, number: number, incarnation: number): Promise<SimulatedNode> {
  const life = createLife(world.machine);
  const log = logThrough(life, world.log);
  const member: Member = { id: `node-${number}.${incarnation}`, address: `node-${number}` };
  const writing = await startWriting(world, life, log, member);
  const { machine } = life;
  const onViolation = (what: string): void => void world.violations.push(what);
  const bus = watchSerialCommands({ submit: writing.bus.submit }, onViolation);
  const watched = watchLeases({ codec: world.codec, bus }, { clock: world.machine.clock, signs: world.signs, leaseMs, onViolation });
  const signals = signalsThrough(life, world);
  const blobs = blobsThrough(life, world.blobs);
  const orchestrator =
    number >= 2
      ? undefined
      : await startOrchestrator({
          log,
          signals,
          blobs,
          machine,
          partitions,
          kinds: simulatedKinds,
          ...watched,
          vault: vaultThrough(life, world.vault),
          logger: quietLogger,
          limits: { leaseMs, workerSilentMs: 2_000, projectionsFirstMs: 1_000, reservationMs: 4_000, expiriesMin: 4 },
          stores: {
            'read-model': {
              erased: async ({ partition, position }) =>
                isPast(world.rows.library.position(partition)?.offset, position.offset) ? { removed: 0 } : undefined,
            },
            index: { erased: async (receipt) => await eraseFromIndex(world, receipt) },
          },
        });
  const reading = number >= 2 ? undefined : startReading(world, life, log);
  const worker = await startParseWorker({
    workerId: workerIdAt(String(number), String(incarnation)),
    slots: 2,
    machine,
    blobs,
    leaseMs,
    ...watchBells({ bus: onlyGivenAttempts(bus, onViolation), signals }, { clock: world.machine.clock, onViolation }),
    parser: createFakeParser({ ...machine, windowsMax: 2, mostMs: 2_500, failShare: 0.08 }),
    embedders: [embedder],
    handlers: simulatedHandlers,
    slotsFor: { model: 1 },
    drainMs: 100,
    logger: {
      ...quietLogger,
      info: (_fields, message) => void (message === 'a result was refused' && hit(world.skies.hits, 'zombie-result')),
    },
  });
  return {
    life,
    log,
    writing,
    orchestrator,
    reading,
    worker,
    async stop() {
      await Promise.all([orchestrator?.stop(), worker.stop(), ...(reading?.projectors.map((projector) => projector.stop()) ?? [])]);
      await writing.owners.stop();
    },
  };
}

const isPast = (reached: number | undefined, offset: number): boolean => reached !== undefined && reached >= offset;

async function eraseFromIndex({ index, visibility }: World, { partition, position, documentId, datasetId }: ErasureReceipt) {
  if (!isPast((await visibility.position()).get(partition)?.offset, position.offset)) return undefined;
  return { removed: await index.remove(documentId === undefined ? { datasetId } : { documentId }) };
}
