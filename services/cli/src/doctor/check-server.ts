import { type components, createClient, dataOf, RagtimeProblem } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import type { Connection } from '../shared/connection.ts';
import { counted, durationText } from '../shared/format.ts';
import { type Health, readyz } from '../shared/health.ts';
import { type Check, ok, warning, wrong } from './check.ts';

type Schemas = components['schemas'];

/** With a larger difference, tokens, times in searches and leases are judged wrongly. */
const clockOffMaxMs = 5_000;
/** A projection with more lag does not keep up. */
const lagMax = 1_000;

/** Checks everything that can be seen from outside and that the key may read. */
export async function checkServer(
  { url, apiKey, keySource }: Connection,
  version: string,
  machine: Pick<Machine, 'clock'>,
): Promise<readonly Check[]> {
  let response: Response;
  try {
    response = await fetch(`${url}/version`);
  } catch {
    return [wrong('server', `no server answers at ${url}`, 'start it with "npm start", or set RAGTIME_URL to its address')];
  }
  const health = await readyz(url).catch(() => undefined);
  if (!response.ok || health === undefined)
    return [wrong('server', `${url} is not a Ragtime server`, 'correct RAGTIME_URL, or free the port')];
  const { api } = createClient({ baseUrl: url, apiKey });
  const { version: served } = await dataOf(api.GET('/version'));
  const checks = [checkVersion(url, served, version), checkClock(response, machine), ...checkHealth(health)];
  if (apiKey === undefined) return [...checks, wrong('key', `no key was found (${keySource})`, 'set RAGTIME_API_KEY')];
  try {
    const me = await dataOf(api.GET('/v1/users/me'));
    checks.push(ok('key', `from ${keySource}: it may ${me.scopes.join(', ')}`));
  } catch (error) {
    if (!(error instanceof RagtimeProblem)) throw error;
    const mend = 'set RAGTIME_API_KEY to a key of this server, or make one with "ragtime keys reset" while it does not run';
    return [...checks, wrong('key', `the server refuses the key from ${keySource} [${error.code}]`, mend)];
  }
  const [overview, projections, workers] = await Promise.all([
    dataOf(api.GET('/v1/overview')),
    whereAllowed(dataOf(api.GET('/v1/admin/projections'))),
    whereAllowed(dataOf(api.GET('/v1/admin/workers'))),
  ]);
  if (projections === undefined)
    checks.push(warning('operation', 'the key may not read the state of the server', 'use a key with the scope operator'));
  return [...checks, ...(projections?.items ?? []).map(checkProjection), ...checkWork(overview, workers?.items)];
}

const checkVersion = (url: string, served: string, own: string): Check =>
  served === own
    ? ok('server', `${url}, version ${served}`)
    : warning('server', `${url} is version ${served}, this command line ${own}`, 'use the command line of the same release');

function checkClock(response: Response, { clock }: Pick<Machine, 'clock'>): Check {
  const servedMs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(servedMs)) return ok('clock', 'the server does not report its time');
  // The header counts whole seconds.
  const offMs = Math.max(0, Math.abs(clock.nowMs() - servedMs) - 1_000);
  if (offMs <= clockOffMaxMs) return ok('clock', 'agrees with the server');
  return warning('clock', `differs by ${durationText(offMs)} from the server`, 'synchronise both machines with a time server');
}

const checkHealth = ({ roles }: Health): readonly Check[] =>
  roles.map(({ role, ready, detail }) =>
    ready ? ok(role, 'ready') : wrong(role, detail ?? 'not ready', `see docs/failure-modes/${role}.md, and the log of the server`),
  );

function checkProjection({ name, lag, trouble, stopped }: Schemas['Projection']): Check {
  const what = `projection ${name}`;
  const [first] = stopped;
  if (first !== undefined)
    return wrong(
      what,
      `stopped for ${counted(stopped.length, 'key')}, first ${first.key} at ${first.partition}:${first.offset} (${first.category})`,
      `see docs/errors/${first.category}.md, then "ragtime rebuild ${name}"`,
    );
  if (trouble !== undefined) return wrong(what, trouble, `"ragtime rebuild ${name}" rebuilds it from the log`);
  if (lag === undefined) return warning(what, 'its lag is not known', 'run the command again in a moment');
  if (lag > lagMax)
    return warning(what, `${lag} records behind`, 'wait; if the lag does not shrink, the machine is too small or its disk too slow');
  return ok(what, lag === 0 ? 'up to date' : `${counted(lag, 'record')} behind`);
}

function checkWork(
  { deadLetters, waitingTasks }: Schemas['Overview'],
  workers: readonly { readonly slots: number }[] | undefined,
): readonly Check[] {
  const letters =
    deadLetters === 0
      ? ok('dead letters', 'none')
      : warning('dead letters', `${deadLetters}`, '"ragtime dead-letters list" shows why; replay or discard them');
  if (workers === undefined) return [letters];
  const slots = workers.reduce((total, worker) => total + worker.slots, 0);
  if (slots === 0)
    return [letters, wrong('workers', `none, and ${counted(waitingTasks, 'task')} waiting`, 'start a process with the role parse-worker')];
  return [letters, ok('workers', `${workers.length} with ${counted(slots, 'slot')}`)];
}

async function whereAllowed<Data>(asked: Promise<Data>): Promise<Data | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RagtimeProblem && (error.code === 'forbidden' || error.code === 'feature-unavailable')) return undefined;
    throw error;
  }
}
