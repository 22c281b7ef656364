import type { EmailScope, Sealed, UserId } from '../ids.ts';

export type ReserveEmail = { readonly type: 'ReserveEmail'; readonly email: EmailScope; readonly userId: UserId };
/** Only the holder of the address can release it. */
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
