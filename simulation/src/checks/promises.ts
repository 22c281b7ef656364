import type { DatasetId, DomainEvent, NameHash } from '@ragtime/domain';
import { isLogEvent, type Meta } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import type { AnyCall, Clients } from '../clients/client.ts';
import { partitionNames, type World } from '../shared/world.ts';

interface Happened {
  readonly meta: Meta;
  readonly event: DomainEvent;
}

/** The promises of single kinds of commands, beyond those of every command. */
export function checkPromises(world: World, { calls }: Clients): readonly string[] {
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
    ...namesThatAreAstray(history),
    ...failuresOfItsOwn(history),
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

/** A change that names a version was made to that version. */
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

/** Each dataset that holds a name in the tenant has this name, and each dataset that has a name holds it. */
function namesThatAreAstray(history: readonly Happened[]): readonly string[] {
  const held = new Map<NameHash, DatasetId>();
  const used = new Map<DatasetId, NameHash>();
  for (const { event } of history) {
    if (event.type === 'DatasetNameReserved') held.set(event.nameHash, event.datasetId);
    if (event.type === 'DatasetNameReleased') held.delete(event.nameHash);
    if (event.type === 'DatasetCreated' || event.type === 'DatasetRenamed') used.set(event.datasetId, event.nameHash);
    if (event.type === 'DatasetClosed') used.delete(event.datasetId);
  }
  return [
    ...[...held].flatMap(([name, id]) => (used.get(id) === name ? [] : [`${id} holds a name that it has not`])),
    ...[...used].flatMap(([id, name]) => (held.get(name) === id ? [] : [`${id} has a name that it does not hold`])),
  ];
}

/** A run fails only for an error of its parser, never for one of the product; and too few workers die here for a task to lose all that it may. */
function failuresOfItsOwn(history: readonly Happened[]): readonly string[] {
  const own = new Set(['worker-failed', 'worker-lost']);
  return history.flatMap(({ event }) =>
    (event.type === 'AttemptFailed' || event.type === 'TaskDied') && own.has(event.error.code)
      ? [`an attempt at ${event.runId} failed: ${event.error.message}`]
      : [],
  );
}
