import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { TenantEntities } from '../entities.ts';
import type { Scope } from '../scope.ts';
import type { IdentityCommand, RegisterUser, ReleaseEmail, RenameUser, ReserveEmail } from './commands.ts';
import type { IdentityEvent } from './events.ts';

export type IdentityRejection = 'email-taken' | 'email-not-held' | 'user-exists' | 'user-unknown';

type IdentityDecision = Decision<IdentityEvent, IdentityRejection>;

export function decideIdentity(command: IdentityCommand, scope: Scope<TenantEntities>): IdentityDecision {
  switch (command.type) {
    case 'ReserveEmail':
      return reserve(command, scope);
    case 'ReleaseEmail':
      return release(command, scope);
    case 'RegisterUser':
      return register(command, scope);
    case 'RenameUser':
      return rename(command, scope);
  }
}

function reserve({ email, userId }: ReserveEmail, scope: Scope<TenantEntities>): IdentityDecision {
  const held = scope.get('email', email);
  if (held === undefined) return accept({ type: 'EmailReserved', email, userId });
  return held.userId === userId ? unchanged : reject('email-taken');
}

function release({ email, userId }: ReleaseEmail, scope: Scope<TenantEntities>): IdentityDecision {
  const held = scope.get('email', email);
  if (held === undefined) return unchanged;
  return held.userId === userId ? accept({ type: 'EmailReleased', email, userId }) : reject('email-not-held');
}

function register(command: RegisterUser, scope: Scope<TenantEntities>): IdentityDecision {
  const user = scope.get('user', command.userId);
  if (user === undefined) return accept({ ...command, type: 'UserRegistered' });
  return user.emailScope === command.emailScope ? unchanged : reject('user-exists');
}

/** Names are sealed, so they cannot be compared: a given name is always written. */
function rename({ userId, name }: RenameUser, scope: Scope<TenantEntities>): IdentityDecision {
  return scope.get('user', userId) === undefined ? reject('user-unknown') : accept({ type: 'UserRenamed', userId, name });
}
