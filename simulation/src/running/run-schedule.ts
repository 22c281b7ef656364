import { topics } from '@ragtime/domain';
import { isLogEvent } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import { checkLogs } from '../checks/logs.ts';
import { checkOwners } from '../checks/owners.ts';
import { checkPromises } from '../checks/promises.ts';
import { checkReadModels } from '../checks/read-models.ts';
import { checkTimes } from '../checks/times.ts';
import { checkSearch } from '../checks/visible.ts';
import { createClients } from '../clients/client.ts';
import { createDataset, reserveName, tenantId } from '../clients/commands.ts';
import { startNode } from '../nodes/node.ts';
import type { Plan } from '../plan/happening.ts';
import { busyMs, partitions } from '../plan/make-plan.ts';
import { createWorld, type World } from '../shared/world.ts';
import { violations as workViolations } from '../work/checks.ts';
import type { Happened } from '../work/history.ts';
import { createCut } from './cut.ts';
import { createFleet } from './fleet.ts';
import { perform } from './perform.ts';
import { refold } from './refold.ts';

export interface ScheduleResult {
  readonly seed: number;
  readonly nodes: number;
  readonly commands: number;
  readonly faults: number;
  readonly hits: ReadonlyMap<string, number>;
  /** The broken promises; empty when there are none. */
  readonly violations: readonly string[];
}

/** In virtual time after the last happening, everything that was accepted must have come to its end. */
const calmMsMax = 4 * 60_000;

export async function runSchedule(plan: Plan): Promise<ScheduleResult> {
  const world = await createWorld(plan);
  const { machine, skies } = world;
  const fleet = createFleet(world, plan.nodes, startNode);
  await machine.until(fleet.startAll());
  const clients = createClients(world, fleet);
  await machine.until(clients.insist({ type: 'CreateTenant', tenantId, name: 'Tenant', ownerId: 'ada' as never }, 'tenant'));
  for (const number of [0, 1, 2]) {
    await machine.until(clients.insist(reserveName(world, number, `Dataset ${number}`), `name-${number}`));
    await machine.until(clients.insist(createDataset(world, number), `dataset-${number}`));
  }
  skies.isCalm = false;
  const cut = createCut(world, fleet);
  const { violations } = world;
  const underWay: Promise<unknown>[] = [];
  const startedAtMs = machine.clock.monotonicMs();
  for (const happening of plan.happenings) {
    const waitMs = startedAtMs + happening.atMs - machine.clock.monotonicMs();
    if (waitMs > 0) await machine.advance(waitMs);
    underWay.push(perform(happening, { world, fleet, clients, cut, violations }));
  }
  await machine.advance(Math.max(0, startedAtMs + busyMs - machine.clock.monotonicMs()));
  skies.isCalm = true;
  await machine.until(fleet.settle());
  await machine.until(Promise.all(underWay));
  if (!cut.isCut) {
    await untilQuiet(world, fleet, violations);
    // Reservations that were not completed are released after a while. One of the clocks may be 20 s ahead.
    await machine.advance(30_000);
    await untilQuiet(world, fleet, violations);
  }
  if (cut.isCut) await machine.advance(20_000);
  violations.push(...checkTimes(world));
  violations.push(...checkLogs(world, clients, cut.isLost));
  violations.push(...(await machine.until(checkOwners(world, fleet, cut))));
  if (!cut.isCut) {
    const history = happenedIn(world);
    const isUnnamed = (problem: string): boolean =>
      problem.startsWith(`${tenantId}/`) && problem.endsWith(' is left') && !isNamed(history, problem);
    violations.push(...(await machine.until(workViolations(world, history))).filter((problem) => !isUnnamed(problem)));
    violations.push(...checkPromises(world, clients));
    violations.push(...(await machine.until(checkReadModels(world))));
    violations.push(...(await machine.until(checkSearch(world))));
  } else await afterRefold(world, fleet, violations);
  await machine.until(fleet.stop());
  await world.log.close();
  const commands = [...clients.calls.values()].reduce(
    (sum, calls) => sum + new Set(calls.map(({ submission }) => submission.commandId)).size,
    0,
  );
  return { seed: plan.seed, nodes: plan.nodes, commands, faults: faultsIn(skies.hits), hits: skies.hits, violations };
}

/** After the order of an operator all work ends, and everything that was folded is what this log says. */
async function afterRefold(world: World, fleet: ReturnType<typeof createFleet>, violations: string[]): Promise<void> {
  const { machine } = world;
  await machine.until(refold(world, fleet));
  await untilQuiet(world, fleet, violations);
  await machine.advance(30_000);
  await untilQuiet(world, fleet, violations);
  const found = [
    ...(await machine.until(checkOwners(world, fleet))),
    ...(await machine.until(checkReadModels(world))),
    ...(await machine.until(checkSearch(world))),
  ];
  violations.push(...found.map((what) => `after the refold: ${what}`));
  for (const { writing } of fleet.running())
    for (const { state, topic, partition } of writing.owners.all())
      if (state !== 'serving') violations.push(`after the refold: the owner of ${topic}/${partition} is ${state}`);
}

/** Happenings that help are not counted as faults. */
const helpful = new Set([
  'forwarded',
  'forward-not-owner',
  'forward-no-answer',
  'forward-unreachable',
  'take-over',
  'search',
  'sweep',
  'zombie-result',
  'snapshot-written',
  'snapshot-read',
]);
const faultsIn = (hits: ReadonlyMap<string, number>): number =>
  [...hits].reduce((sum, [kind, count]) => sum + (helpful.has(kind) ? 0 : count), 0);

async function untilQuiet(world: World, fleet: ReturnType<typeof createFleet>, violations: string[]): Promise<void> {
  const { machine } = world;
  const from = machine.clock.monotonicMs();
  for (let open = await machine.until(fleet.restless()); open.length > 0; open = await machine.until(fleet.restless())) {
    if (machine.clock.monotonicMs() - from > calmMsMax) {
      violations.push(...open.map((what) => `never ends: ${what}`));
      return;
    }
    await machine.advance(250);
  }
}

/** Every event that counts, partition by partition. */
function happenedIn({ log, codec }: World): readonly Happened[] {
  return Array.from({ length: partitions }, (_, partition) => foldHistory(log.contents(topics.documentEvents, partition), codec).counted)
    .flat()
    .flatMap(({ envelope: { meta, event } }) => (isLogEvent(event) ? [] : [{ meta, event }]));
}

/** Whether any event names a blob. Blobs of failed uploads are swept two days later. */
function isNamed(history: readonly Happened[], problem: string): boolean {
  return history.some(
    ({ event }) =>
      (event.type === 'DocumentRegistered' || event.type === 'DocumentRevised') && problem === `${event.original.blobId} is left`,
  );
}
