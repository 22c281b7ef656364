import { specification } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import { ada, bob, createKey, email, sealed, tenantId } from '../../testing/tenant-examples.ts';
import type { EmailScope } from '../ids.ts';
import { tenantRules } from '../topics/tenant/rules.ts';
import type { RegisterUser } from './commands.ts';
import type { IdentityEvent } from './events.ts';

const { given } = specification(tenantRules);

const reserve = (userId = ada) => ({ type: 'ReserveEmail', email, userId }) as const;
const reserved: IdentityEvent = { type: 'EmailReserved', email, userId: ada };
const release = (userId = ada) => ({ type: 'ReleaseEmail', email, userId }) as const;
const released: IdentityEvent = { type: 'EmailReleased', email, userId: ada };
const register = (emailScope = email): RegisterUser => ({
  type: 'RegisterUser',
  userId: ada,
  emailScope,
  email: sealed('ada@example.org'),
  name: sealed('Ada'),
});
const registered: IdentityEvent = { ...register(), type: 'UserRegistered' };
const rename = { type: 'RenameUser', userId: ada, name: sealed('Ada L.') } as const;

describe('an address', () => {
  it('is reserved', () => given().when(reserve()).then(reserved));
  it('is reserved once by the same user', () => given(reserved).when(reserve()).thenNothing());
  it('is refused to a second user, who learns nothing of the first', () => given(reserved).when(reserve(bob)).thenRejected('email-taken'));
  it('is given back by its holder', () => given(reserved).when(release()).then(released));
  it('is not given back by another user', () => given(reserved).when(release(bob)).thenRejected('email-not-held'));
  it('is given back once', () => given(reserved, released).when(release()).thenNothing());
  it('is free afterwards', () =>
    given(reserved, released)
      .when(reserve(bob))
      .then({ ...reserved, userId: bob }));
});

describe('a user', () => {
  it('is registered', () => given().when(register()).then(registered));
  it('is registered once', () => given(registered).when(register()).thenNothing());
  it('is not registered under another address', () =>
    given(registered)
      .when(register('email:2' as EmailScope))
      .thenRejected('user-exists'));
  it('is renamed', () =>
    given(registered)
      .when(rename)
      .then({ ...rename, type: 'UserRenamed' }));
  it('must be there to be renamed', () => given().when(rename).thenRejected('user-unknown'));
});

it('addresses, users and tenants are scopes of their own', () => {
  const scopes = [reserve(), release(), register(), rename, createKey()].map((command) => tenantRules.scopeOf(command));
  expect(scopes).toStrictEqual([email, email, ada, ada, tenantId]);
});
