import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { TenantEntities } from '../entities.ts';
import type { ApiKeyId, UserId } from '../ids.ts';
import type { Scope } from '../scope.ts';
import type { AddMember, ChangeMemberRole, RemoveMember } from './commands.ts';
import type { ApiKeyRevoked, MemberRemoved, TenantEvent } from './events.ts';

export type MemberRejection = 'member-exists' | 'member-unknown' | 'last-owner';
type MemberDecision = Decision<TenantEvent, MemberRejection>;

export function addMember({ tenantId, userId, role }: AddMember, scope: Scope<TenantEntities>): MemberDecision {
  const member = scope.get('member', userId);
  if (member === undefined) return accept({ type: 'MemberAdded', tenantId, userId, role });
  return member.role === role ? unchanged : reject('member-exists');
}

export function changeMemberRole({ tenantId, userId, role }: ChangeMemberRole, scope: Scope<TenantEntities>): MemberDecision {
  const member = scope.get('member', userId);
  if (member === undefined) return reject('member-unknown');
  if (member.role === role) return unchanged;
  if (isLastOwner(userId, scope)) return reject('last-owner');
  return accept({ type: 'MemberRoleChanged', tenantId, userId, role });
}

/** The keys are revoked first, so that no reader of the log meets a key without a member. */
export function removeMember({ tenantId, userId }: RemoveMember, scope: Scope<TenantEntities>): MemberDecision {
  if (scope.get('member', userId) === undefined) return reject('member-unknown');
  if (isLastOwner(userId, scope)) return reject('last-owner');
  const removed: MemberRemoved = { type: 'MemberRemoved', tenantId, userId };
  const [first, ...rest] = [...liveKeysOf(userId, scope)]
    .sort()
    .map((apiKeyId): ApiKeyRevoked => ({ type: 'ApiKeyRevoked', tenantId, apiKeyId }));
  return first === undefined ? accept(removed) : accept<TenantEvent>(first, ...rest, removed);
}

export function* liveKeysOf(userId: UserId, scope: Scope<TenantEntities>): Generator<ApiKeyId> {
  for (const [id, key] of scope.list('api-key')) if (key.status === 'live' && key.userId === userId) yield id as ApiKeyId;
}

function isLastOwner(userId: UserId, scope: Scope<TenantEntities>): boolean {
  if (scope.get('member', userId)?.role !== 'owner') return false;
  for (const [id, { role }] of scope.list('member')) if (role === 'owner' && id !== userId) return false;
  return true;
}
