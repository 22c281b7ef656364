import type { RoleHealth } from '@ragtime/http-kit';
import type { QueuesState, StorageState } from '@ragtime/operations-api';
import type { Logger, LogLevels, Machine, Shutdown, Tracing } from '@ragtime/runtime';
import type { Config, Role } from '../../config/settings.ts';
import type { Adapters } from '../adapters.ts';
import type { Deciding } from '../deciding.ts';
import type { Rebuilding } from '../embedded/read-database.ts';
import type { ProgramMetrics } from '../metrics/program-metrics.ts';
import type { StartFailure } from '../start-failure.ts';
import type { Lead } from './leadership.ts';
import type { Projecting } from './projecting.ts';

/** Options of every part of a process. */
export interface ProcessOptions {
  readonly config: Config;
  /** The roles that this process plays. */
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  readonly machine: Machine;
  /** For parts that have no logger of their own. */
  readonly logger: Logger;
  readonly logLevels: LogLevels;
  readonly tracing: Tracing;
  readonly metrics: ProgramMetrics;
  readonly shutdown: Shutdown;
}

export interface StartOptions extends ProcessOptions {
  /** The operator states that this log is the right one: state that was folded from another log is thrown away. */
  readonly refold: boolean;
  /** The operator accepts that records bear a time that has not come yet. */
  readonly acceptClock?: boolean;
  /** Ends the program, which says why. A part calls it when the program cannot serve any more. */
  readonly fail?: (failure: StartFailure) => void;
}

export interface RolesOptions extends ProcessOptions {
  readonly adapters: Adapters;
  readonly deciding: Deciding;
  readonly projecting: Projecting;
  readonly lead: Lead;
  /** True when no other process works for this installation. */
  readonly isAlone: boolean;
  /** The seat of this process' worker, see `workerIdAt`. */
  readonly seat: string;
  /** Adds the health of the servers that the role needs, if they are not in this process. */
  readonly withServers?: (health: RoleHealth) => RoleHealth;
  /** Why the search index cannot answer now; undefined when it can. */
  readonly searchTrouble?: () => string | undefined;
  readonly disk: () => Promise<StorageState['disk']>;
  /** `ask` reads the queues of an orchestrator in another process; `answer` lets other processes read those of this one. */
  readonly otherQueues?: { readonly ask: Queues; readonly answer: (own: Queues) => void };
}

export type Queues = () => Promise<QueuesState | undefined>;

/** @param note what an operator should know about a role that serves nevertheless */
export const healthOf = (role: Role, trouble: string | undefined, note?: string): RoleHealth =>
  trouble === undefined ? { role, ready: true, detail: note } : { role, ready: false, detail: trouble };

/** What a profile opens before the roles start. */
export interface OpenedProfile extends Omit<RolesOptions, keyof ProcessOptions> {
  /** Set only at the start that made the key. */
  readonly newKey: string | undefined;
  readonly rebuilding: Rebuilding;
  readonly onListening?: () => Promise<void>;
  /** Resolves when an operator orders a refold at another node: this process has to start anew. Rejects when the process ends. */
  readonly refolded?: Promise<void>;
}
