import { describe, expect, it } from 'vitest';
import type { DatasetId, EmailScope, ReceiptId, TenantId, UserId } from '../ids.ts';
import { eventPartitions, topics } from './names.ts';
import {
  addressOf,
  eventPartitionNames,
  eventTopicCalled,
  eventTopicNames,
  eventTopics,
  isEventOf,
  rulesOf,
  topicsWithScope,
} from './table.ts';
import type { DomainCommand } from './types.ts';

const rows = Object.values(eventTopics);

describe('the table of event topics', () => {
  it('keeps its order, because position tokens name a topic by its place', () => {
    expect(eventTopicNames).toStrictEqual([topics.tenantEvents, topics.documentEvents]);
  });

  it('puts every type of event and of command into exactly one topic', () => {
    const events = rows.flatMap((row) => Object.keys(row.events));
    const commands = rows.flatMap((row) => Object.keys(row.commands));
    expect(new Set(events).size).toBe(events.length);
    expect(new Set(commands).size).toBe(commands.length);
    for (const { topic, events: own } of rows) {
      for (const type of events) expect(isEventOf(topic, { type })).toBe(Object.hasOwn(own, type));
    }
  });

  it('names every partition that has an owner', () => {
    expect(eventPartitionNames).toHaveLength(rows.length * eventPartitions);
    expect(new Set(eventPartitionNames).size).toBe(eventPartitionNames.length);
  });

  it('finds a topic by its name and by the kind of its keys', () => {
    expect(eventTopicCalled(topics.tasks)).toBeUndefined();
    for (const row of rows) {
      expect(eventTopicCalled(row.topic)).toBe(row);
      for (const kind of row.scopes) expect(topicsWithScope(kind)).toContain(row.topic);
    }
  });

  it('does not hold the own events of the log, nor a name that every object has', () => {
    for (const type of ['LogBegun', 'constructor', 'toString']) expect(isEventOf(topics.documentEvents, { type })).toBe(false);
  });
});

describe('the address of a command', () => {
  it.each<readonly [DomainCommand, string, string]>([
    [{ type: 'ReserveEmail', email: 'email:1' as EmailScope, userId: 'u' as UserId }, topics.tenantEvents, 'email:1'],
    [{ type: 'RenameUser', userId: 'u' as UserId, name: { slot: '' as never, box: new Uint8Array() } }, topics.tenantEvents, 'u'],
    [{ type: 'RemoveMember', tenantId: 't' as TenantId, userId: 'u' as UserId }, topics.tenantEvents, 't'],
    [{ type: 'CloseDataset', datasetId: 'd' as DatasetId, receiptId: 'r' as ReceiptId }, topics.documentEvents, 'd'],
  ])('%o is %s, %s', (command, topic, key) => {
    expect(addressOf(command)).toStrictEqual({ topic, key });
    const row = eventTopicCalled(topic);
    expect(row && rulesOf(row).scopeOf(command)).toBe(key);
  });

  it('is refused for an unknown command', () => {
    expect(() => addressOf({ type: 'constructor' } as unknown as DomainCommand)).toThrow(TypeError);
  });
});
