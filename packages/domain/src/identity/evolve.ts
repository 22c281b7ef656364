import type { TenantEntities } from '../entities.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import type { IdentityEvent } from './events.ts';

export function evolveIdentity(draft: ScopeDraft<TenantEntities>, event: IdentityEvent, { version }: EvolveContext): void {
  switch (event.type) {
    case 'EmailReserved':
      return draft.put('email', event.email, { version, userId: event.userId });
    case 'EmailReleased':
      return draft.remove('email', event.email);
    case 'UserRegistered':
      return draft.put('user', event.userId, { version, emailScope: event.emailScope });
    case 'UserRenamed': {
      const user = draft.get('user', event.userId);
      if (user !== undefined) draft.put('user', event.userId, { ...user, version });
    }
  }
}
