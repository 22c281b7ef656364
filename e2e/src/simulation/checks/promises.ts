import type { DomainEvent, TenantId } from '@ragtime/domain';
import { isLogEvent, type Meta } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import type { AnyCall, Clients } from '../clients/client.ts';
import { partitionNames, type World } from '../shared/world.ts';

interface Happened {
  readonly meta: Meta;
  readonly event: DomainEvent;
}

/** What single kinds of commands promise beyond what every command does. */
export function checkPromises(
  world: World,
  { calls }: Clients,
  heard: ReadonlyMap<string, readonly number[]>,
  leaseMs: number,
): readonly string[] {
  const history = partitionNames.flatMap((name) => {
    const [topic = '', at = '0'] = name.split('/');
    return foldHistory(world.log.contents(topic, Number(at)), world.codec).counted.flatMap(({ envelope: { meta, event } }): Happened[] =>
      isLogEvent(event) ? [] : [{ meta, event }],
    );
  });
  const all = [...calls.values()].flat();
  return [
    ...staleCancels(history, all),
    ...versionsThatWereNotAskedFor(history, all),
    ...hastyExpiries(history, heard, leaseMs),
    ...namesThatAreKept(world, history),
  ];
}

/** A cancel that names a run ends that one, or nothing. */
function staleCancels(history: readonly Happened[], calls: readonly AnyCall[]): readonly string[] {
  const named = new Map<string, number>();
  for (const { submission } of calls) {
    const run = submission.command.type === 'CancelParsing' ? submission.command.documents[0]?.run : undefined;
    if (run !== undefined) named.set(submission.commandId, run);
  }
  return history.flatMap(({ event, meta }) => {
    const run = named.get(meta.commandId);
    return event.type === 'RunCancelled' && run !== undefined && run !== event.run ? [`a cancel of run ${run} ended run ${event.run}`] : [];
  });
}

/** What was asked of a version was done to that version. */
function versionsThatWereNotAskedFor(history: readonly Happened[], calls: readonly AnyCall[]): readonly string[] {
  const asked = new Map(
    calls.flatMap(({ submission: { commandId, ifVersion } }) => (ifVersion === undefined ? [] : [[commandId, ifVersion] as const])),
  );
  return history.flatMap(({ meta: { commandId, index, version, subject } }) => {
    const ifVersion = index === 0 ? asked.get(commandId) : undefined;
    const isTarget = subject.kind === 'dataset' || subject.kind === 'document';
    return ifVersion !== undefined && isTarget && version !== ifVersion + 1
      ? [`${commandId} was asked of version ${ifVersion} and made ${version}`]
      : [];
  });
}

/** Nobody loses an attempt whose signs of life reached those who judge. */
function hastyExpiries(history: readonly Happened[], heard: ReadonlyMap<string, readonly number[]>, leaseMs: number): readonly string[] {
  return history.flatMap(({ event, meta: { atMs } }) => {
    if (event.type !== 'AttemptExpired') return [];
    const signs = heard.get(`${event.workerId} ${event.runId} ${event.taskId} ${event.attempt}`) ?? [];
    // The command was decided on what had been heard a moment before it was written.
    const last = signs.findLast((signMs) => signMs <= atMs - 50);
    return last !== undefined && last > atMs - leaseMs ? [`${event.workerId} lost an attempt ${atMs - last} ms after its last sign`] : [];
  });
}

/** The name of a closed dataset is free again. */
function namesThatAreKept({ vault }: World, history: readonly Happened[]): readonly string[] {
  const held = new Map<string, string>();
  for (const { event } of history) {
    if (event.type === 'DatasetNameReserved') held.set(event.nameHash, event.datasetId);
    if (event.type === 'DatasetNameReleased') held.delete(event.nameHash);
  }
  return history.flatMap(({ event, meta }) => {
    if (event.type !== 'DatasetClosed') return [];
    const number = event.datasetId.split('-')[1] ?? '';
    const nameHash = vault.hashName(meta.tenantId as TenantId, `Dataset ${number}`);
    return held.get(nameHash) === event.datasetId ? [`${event.datasetId} is closed and holds its name`] : [];
  });
}
