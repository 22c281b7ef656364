import { type DomainEvent, eventTopicCalled, rulesOf } from '@ragtime/domain';
import { isLogEvent } from '@ragtime/event-log';
import { checkHistory, foldHistory } from '@ragtime/event-log/testing';
import type { AnyCall, Clients } from '../clients/client.ts';
import { partitionNames, type World } from '../shared/world.ts';

/** Every acknowledged command counts once and whole, every refusal was true at some moment, and versions have no gaps. */
export function checkLogs({ log, codec }: World, { calls }: Clients, isLost: (call: AnyCall) => boolean): readonly string[] {
  return partitionNames.flatMap((name) => {
    const [topic = '', at = '0'] = name.split('/');
    const row = eventTopicCalled(topic);
    if (row === undefined) throw new TypeError(`${name} is no partition of an event topic`);
    const contents = log.contents(topic, Number(at));
    const own = calls.get(name) ?? [];
    const lost = own.filter(isLost);
    return [
      ...checkHistory({ rules: rulesOf(row), codec, contents, calls: own.filter((call) => !isLost(call)), lost }),
      ...causesThatCountTwice(foldHistory(contents, codec).counted),
    ].map((problem) => `${name}: ${problem}`);
  });
}

/** Of each cause at most one command counts, and none after a later cause of the same source was settled. */
function causesThatCountTwice(counted: ReturnType<typeof foldHistory<DomainEvent>>['counted']): readonly string[] {
  const commands = new Map<string, string>();
  return counted.flatMap(({ offset, envelope: { meta, event } }) => {
    if (meta.cause === undefined || isLogEvent(event)) return [];
    const { manager, generation, sourceLogId, partition, offset: at, index } = meta.cause;
    const cause = `${manager} ${generation} ${sourceLogId} ${partition} ${at} ${index}`;
    const before = commands.get(cause);
    commands.set(cause, `${meta.commandId} ${meta.atMs}`);
    return before === undefined || before === `${meta.commandId} ${meta.atMs}` ? [] : [`${cause} was obeyed twice, again at ${offset}`];
  });
}
