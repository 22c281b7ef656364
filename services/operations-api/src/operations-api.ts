import type { HttpServer } from '@ragtime/http-kit';
import type { OperationsApiNeeds } from './needs.ts';
import { createRebuilds } from './projections/rebuilds.ts';
import {
  compareProjection,
  getProjection,
  listProjections,
  rebuildProjection,
  resolveStopped,
  switchProjection,
} from './projections/routes.ts';
import { getQueues, getStorage, listPartitions, listWorkers } from './work/routes.ts';

const routes = [
  getQueues,
  listWorkers,
  listPartitions,
  getStorage,
  listProjections,
  getProjection,
  rebuildProjection,
  switchProjection,
  compareProjection,
  resolveStopped,
];

/** Adds the routes of operators. Rebuilds that were started here end with the server. */
export function operationsApi(app: HttpServer, needs: OperationsApiNeeds): void {
  const rebuilds = createRebuilds(needs.machine, needs.logger);
  app.addHook('onClose', () => rebuilds.stop());
  for (const add of routes) add(app, { ...needs, rebuilds });
}
