import { foldScope, MemoryScope } from '@ragtime/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Logged, play } from '../../../testing/frozen-scope.ts';
import { apiKeyId, createKey, sealed, tenantId } from '../../../testing/tenant-examples.ts';
import { checkTenantHistory } from '../../../testing/tenant-history.ts';
import type { TenantEntities } from '../../entities.ts';
import type { ApiKeyId, DatasetId, EmailScope, NameHash, UserId } from '../../ids.ts';
import type { TenantTopicCommand, TenantTopicEvent } from '../../topics/types.ts';
import { tenantEvents } from './events.ts';
import { tenantRules } from './rules.ts';

const userId = fc.constantFrom('ada', 'bob', 'eve').map((id) => id as UserId);
const datasetId = fc.constantFrom('handbook', 'manual').map((id) => id as DatasetId);
const nameHash = fc.constantFrom('hash one', 'hash two').map((hash) => hash as NameHash);
const email = fc.constantFrom('email:1', 'email:2').map((scope) => scope as EmailScope);
const role = fc.constantFrom('owner', 'admin', 'member');
const keyId = fc.nat({ max: 5 }).map((number) => `${apiKeyId}-${number}` as ApiKeyId);
const name = fc.constantFrom('Ours', 'Theirs');

const command: fc.Arbitrary<TenantTopicCommand> = fc.oneof(
  fc.record({ type: fc.constant('CreateTenant'), tenantId: fc.constant(tenantId), name, ownerId: userId }),
  fc.record({ type: fc.constant('RenameTenant'), tenantId: fc.constant(tenantId), name }),
  fc.record({ type: fc.constantFrom('AddMember', 'ChangeMemberRole'), tenantId: fc.constant(tenantId), userId, role }),
  fc.record({ type: fc.constant('RemoveMember'), tenantId: fc.constant(tenantId), userId }),
  fc.record({ userId, apiKeyId: keyId }).map(createKey),
  fc.record({ type: fc.constant('RevokeApiKey'), tenantId: fc.constant(tenantId), apiKeyId: keyId }),
  fc.record({ type: fc.constantFrom('ReserveDatasetName', 'ReleaseDatasetName'), tenantId: fc.constant(tenantId), nameHash, datasetId }),
  fc.record({ type: fc.constantFrom('ReserveEmail', 'ReleaseEmail'), email, userId }),
  fc.record({
    type: fc.constant('RegisterUser'),
    userId,
    emailScope: email,
    email: fc.constant(sealed('a@b')),
    name: fc.constant(sealed('a')),
  }),
  fc.record({ type: fc.constant('RenameUser'), userId, name: fc.constant(sealed('b')) }),
);
const steps = fc.array(
  command.map((next) => ({ next, command: () => next, atMs: 0 })),
  { minLength: 20, maxLength: 120, size: 'max' },
);

const eventsOf = (log: readonly Logged<TenantTopicEvent>[]) => log.map(({ event }) => event);

describe('for any commands in any order', () => {
  it('a tenant keeps an owner, a key has a member and lives once, a name and an address have one holder', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, (commands) => {
        const events = eventsOf(play(tenantRules, commands).log);
        checkTenantHistory(events);
        for (const { type } of events) seen.add(type);
      }),
    );
    expect([...seen].sort()).toStrictEqual(Object.keys(tenantEvents).sort()); // else the histories did not get far enough to prove much
  });

  it('folding the log again gives an equal state', () =>
    fc.assert(
      fc.property(steps, (commands) => {
        const { log, scope } = play(tenantRules, commands);
        expect(foldScope(tenantRules, eventsOf(log)).entries()).toStrictEqual(scope.entries());
      }),
    ));

  it('each event raises its subject by one, until the subject is removed', () =>
    fc.assert(
      fc.property(steps, (commands) => {
        const versions = new Map<string, number>();
        for (const { event, version } of play(tenantRules, commands).log) {
          const { kind, id } = tenantRules.subjectOf(event);
          expect(version).toBe((versions.get(`${kind} ${id}`) ?? 0) + 1);
          const isGone = ['DatasetNameReleased', 'EmailReleased', 'ApiKeyRevoked'].includes(event.type);
          versions.set(`${kind} ${id}`, isGone ? 0 : version);
        }
      }),
    ));
});

it('every event folds on every state, in any order and any number of times', () =>
  fc.assert(
    fc.property(
      steps.chain((commands) => {
        const events = eventsOf(play(tenantRules, commands).log);
        return fc.array(fc.constantFrom(...(events.length > 0 ? events : [undefined])), { maxLength: 100, size: 'max' });
      }),
      (events) => {
        const scope = new MemoryScope<TenantEntities>();
        for (const [index, event] of events.entries()) {
          if (event !== undefined) tenantRules.evolve(scope, event, { version: index + 1, atMs: index });
        }
      },
    ),
  ));
