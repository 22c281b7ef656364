import type { RoleHealth } from '@ragtime/http-kit';
import type { Config, Logger, Machine, Role, Shutdown } from '@ragtime/runtime';
import type { Adapters } from '../embedded/adapters.ts';
import type { Owners } from '../owners.ts';

export interface RolesOptions {
  readonly adapters: Adapters;
  readonly owners: Owners;
  readonly config: Config;
  /** Those that this process plays. */
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/** How each started role is, right now. */
export type Healths = () => readonly RoleHealth[];

export const healthOf = (role: Role, trouble: string | undefined): RoleHealth =>
  trouble === undefined ? { role, ready: true } : { role, ready: false, detail: trouble };
