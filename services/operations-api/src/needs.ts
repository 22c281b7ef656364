import type { HttpServer } from '@ragtime/http-kit';
import type { Logger, Machine } from '@ragtime/runtime';
import type { Operations } from './ports.ts';
import type { Rebuilds } from './projections/rebuilds.ts';

/** The dependencies of the operators' routes. */
export interface OperationsApiNeeds {
  readonly operations: Operations;
  readonly machine: Machine;
  readonly logger: Logger;
}

export interface RouteNeeds extends OperationsApiNeeds {
  readonly rebuilds: Rebuilds;
}

export type Routes = (app: HttpServer, needs: RouteNeeds) => void;
