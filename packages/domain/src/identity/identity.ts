import type { EmailScope, UserId } from '../ids.ts';

export interface User {
  readonly version: number;
  readonly emailScope: EmailScope;
}

export interface EmailReservation {
  readonly version: number;
  readonly userId: UserId;
}
