import type { Principal } from '@ragtime/access';
import type { ApiKeyId, TenantId, UserId } from '@ragtime/domain';
import type { PartitionName, Positions } from '@ragtime/event-log';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createShownPositions } from './shown-positions.ts';

const principal = (userId: string, apiKeyId = 'k'): Principal => ({
  tenantId: 't' as TenantId,
  account: userId as UserId,
  via: { kind: 'api-key', apiKeyId: apiKeyId as ApiKeyId },
  scopes: new Set(),
});
const at = (partition: PartitionName, offset: number): Positions => new Map([[partition, { offset, link: new Uint8Array(8) }]]);
const offsets = (positions: Positions) => Object.fromEntries([...positions].map(([name, { offset }]) => [name, offset]));

it('the highest position that an account was shown counts for all its keys, and for no other account', () => {
  const shown = createShownPositions(createVirtualMachine());
  shown.note(principal('ada', 'one'), at('t/0', 5));
  shown.note(principal('ada', 'two'), at('t/0', 3));
  shown.note(principal('ada', 'two'), at('t/1', 1));
  expect(offsets(shown.of(principal('ada', 'three')))).toEqual({ 't/0': 5, 't/1': 1 });
  expect(offsets(shown.of(principal('bob')))).toEqual({});
});

it('a position is forgotten after thirty seconds in which the account was shown nothing more', async () => {
  const machine = createVirtualMachine();
  const shown = createShownPositions(machine);
  shown.note(principal('ada'), at('t/0', 5));
  await machine.advance(29_000);
  shown.note(principal('ada'), at('t/1', 1));
  await machine.advance(29_000);
  expect(offsets(shown.of(principal('ada')))).toEqual({ 't/0': 5, 't/1': 1 });
  await machine.advance(1_001);
  expect(offsets(shown.of(principal('ada')))).toEqual({});
});
