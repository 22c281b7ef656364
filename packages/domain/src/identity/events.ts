import type { EmailScope, Sealed, UserId } from '../ids.ts';

/** Lies in the address' own scope: no two users have one address. */
export type EmailReserved = { readonly type: 'EmailReserved'; readonly email: EmailScope; readonly userId: UserId };
export type EmailReleased = { readonly type: 'EmailReleased'; readonly email: EmailScope; readonly userId: UserId };

export type UserRegistered = {
  readonly type: 'UserRegistered';
  readonly userId: UserId;
  readonly emailScope: EmailScope;
  readonly email: Sealed;
  readonly name: Sealed;
};
export type UserRenamed = { readonly type: 'UserRenamed'; readonly userId: UserId; readonly name: Sealed };

export type IdentityEvent = EmailReserved | EmailReleased | UserRegistered | UserRenamed;
