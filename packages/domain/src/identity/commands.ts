import type { EmailScope, Sealed, UserId } from '../ids.ts';

export type ReserveEmail = { readonly type: 'ReserveEmail'; readonly email: EmailScope; readonly userId: UserId };
/** Given back by whoever holds it, and by nobody else. */
export type ReleaseEmail = { readonly type: 'ReleaseEmail'; readonly email: EmailScope; readonly userId: UserId };
export type RegisterUser = {
  readonly type: 'RegisterUser';
  readonly userId: UserId;
  readonly emailScope: EmailScope;
  readonly email: Sealed;
  readonly name: Sealed;
};
export type RenameUser = { readonly type: 'RenameUser'; readonly userId: UserId; readonly name: Sealed };

export type IdentityCommand = ReserveEmail | ReleaseEmail | RegisterUser | RenameUser;
