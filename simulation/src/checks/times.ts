import { foldHistory } from '@ragtime/event-log/testing';
import { partitionNames, type World } from '../shared/world.ts';

/** No clock of a node may be as far ahead as this and write. */
const aheadMsMax = 60_000;

/** A wrong clock left no time in the log. */
export function checkTimes({ log, codec, machine }: World): readonly string[] {
  const latestMs = machine.clock.nowMs() + aheadMsMax;
  return partitionNames.flatMap((name) => {
    const [topic = '', partition] = name.split('/');
    const { counted } = foldHistory(log.contents(topic, Number(partition)), codec);
    const ahead = counted.find(({ envelope: { meta } }) => meta.atMs > latestMs);
    return ahead === undefined ? [] : [`${name}: the record at ${ahead.offset} is of a time that has not come`];
  });
}
