import type { RoleHealth } from '@ragtime/http-kit';
import type { QueuesState, StorageState } from '@ragtime/operations-api';
import type { Logger, LogLevels, Machine, Shutdown, Tracing } from '@ragtime/runtime';
import type { Config, Role } from '../../config/settings.ts';
import type { Adapters } from '../adapters.ts';
import type { Deciding } from '../deciding.ts';
import type { Rebuilding } from '../embedded/read-database.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Projecting } from './projecting.ts';

/** What every part of a process is started with. */
export interface ProcessOptions {
  readonly config: Config;
  /** Those that this process plays. */
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  readonly machine: Machine;
  /** Of what has no logger of its own. */
  readonly logger: Logger;
  readonly logLevels: LogLevels;
  readonly tracing: Tracing;
  readonly shutdown: Shutdown;
}

export interface StartOptions extends ProcessOptions {
  /** The operator's word that this log is the one to go on with: what was folded of another is thrown away. */
  readonly refold: boolean;
}

export interface RolesOptions extends ProcessOptions {
  readonly adapters: Adapters;
  readonly deciding: Deciding;
  readonly projecting: Projecting;
  readonly oneAtATime: OneAtATime;
  /** No other process works for this installation. */
  readonly isAlone: boolean;
  /** Of its worker, see `workerIdAt`. */
  readonly seat: string;
  /** Adds how the servers are that the role needs, where they are not in this process. */
  readonly withServers?: (health: RoleHealth) => RoleHealth;
  readonly disk: () => Promise<StorageState['disk']>;
  /** Of an orchestrator that is at work in another process; and how others may ask for those of this one. */
  readonly otherQueues?: { readonly ask: Queues; readonly answer: (own: Queues) => void };
}

export type Queues = () => Promise<QueuesState | undefined>;

/** @param note what an operator should know of a role that serves all the same */
export const healthOf = (role: Role, trouble: string | undefined, note?: string): RoleHealth =>
  trouble === undefined ? { role, ready: true, detail: note } : { role, ready: false, detail: trouble };

/** What a profile has made ready, so that roles can be started on it. */
export interface Ground extends Omit<RolesOptions, keyof ProcessOptions> {
  /** Only at the start that made it. */
  readonly newKey: string | undefined;
  readonly rebuilding: Rebuilding;
  readonly onListening?: () => Promise<void>;
}
