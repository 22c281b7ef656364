import { type DocumentTopicEvent, documentRules, type TaskCompleted, topics } from '@ragtime/domain';
import { isLogEvent } from '@ragtime/event-log';
import { foldScope } from '@ragtime/testkit';
import { expect, it } from 'vitest';
import { createCodec } from '../codec/codec.ts';
import { decodePartition } from './fold.ts';
import { readGoldenLog } from './golden-log.ts';

/** The events that release 0.1.0 wrote about one dataset, in order. */
function eventsOf010(): readonly DocumentTopicEvent[] {
  const { schemas, partitions } = readGoldenLog('0.1.0');
  const codec = createCodec();
  for (const schema of schemas) codec.learn(schema);
  const records = partitions
    .filter(({ topic }) => topic === topics.documentEvents)
    .flatMap((partition) => decodePartition(partition, codec));
  const [first] = records.filter(({ envelope }) => envelope.event.type === 'DatasetCreated');
  return records.flatMap(({ key, envelope: { event } }) => (key === first?.key && !isLogEvent(event) ? [event as DocumentTopicEvent] : []));
}

it('a run that 0.1.0 left with one window to do goes on, and ends as it did then', () => {
  const events = eventsOf010();
  const parsed = events.findIndex(({ type }) => type === 'DocumentParsed');
  const isLast = ({ type }: DocumentTopicEvent, index: number) => type === 'TaskCompleted' && index < parsed;
  const last = events.findLastIndex(isLast);
  const { type: _, runId: __, ...completed } = events[last] as TaskCompleted;
  const scope = foldScope(documentRules, events.slice(0, last));
  const decision = documentRules.decide({ ...completed, type: 'CompleteTask', adds: [] }, scope, { atMs: 0 });
  expect(decision).toStrictEqual({ kind: 'accepted', events: events.slice(last, parsed + 1) });
});

it('a run that 0.1.0 left before its plan was done may be given ten times the windows', () => {
  const events = eventsOf010();
  const planned = events.findIndex((event) => event.type === 'TaskCompleted' && event.taskId === 'plan');
  const { type: _, runId: __, ...plan } = events[planned] as TaskCompleted;
  const windows = Array.from({ length: 10_000 }, (_window, index) => ({ first: index + 1, last: index + 1 }));
  const scope = foldScope(documentRules, events.slice(0, planned));
  const command = { ...plan, type: 'CompleteTask', adds: [{ kind: 'window', windows }] } as const;
  expect(documentRules.decide(command, scope, { atMs: 0 })).toMatchObject({ kind: 'accepted', events: [{ type: 'TaskCompleted' }] });
});
