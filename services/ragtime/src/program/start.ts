import { createLogLevels } from '@ragtime/runtime';
import { type ProgramConfig, readInstallationConfig } from '../config/read-program-config.ts';
import type { Config, Role } from '../config/settings.ts';
import { type Rebuilding } from './embedded/read-database.ts';
import { ensurePortIsFree, listenFailureOf, localUrl } from './listening.ts';
import type { Ground, StartOptions } from './roles/options.ts';
import { startRoles } from './roles/start-roles.ts';
import { StartFailure } from './start-failure.ts';
import { startTracing } from './tracing.ts';

/** Played by none of this release's folders; asked for by name, it is refused. */
const notYet: ReadonlySet<Role> = new Set<Role>(['ragflow-api']);

export interface Settings extends ProgramConfig {
  readonly roles: ReadonlySet<Role>;
}

/** @throws ConfigInvalid, StartFailure */
export async function readSettings(environment: Readonly<Record<string, string | undefined>>): Promise<Settings> {
  const loaded = await readInstallationConfig(
    environment,
    async (databaseUrl) => await (await import('./distributed/stored-settings.ts')).readStoredSettings(databaseUrl),
  );
  const { config, sources } = loaded;
  const missing = config.roles.find((role) => notYet.has(role));
  if (missing !== undefined && sources.roles !== 'default')
    throw new StartFailure('config-invalid', `the role ${missing} is not in this release yet: leave it out of RAGTIME_ROLES`);
  return { ...loaded, roles: new Set(config.roles.filter((role) => !notYet.has(role))) };
}

export interface Started {
  readonly url: string;
  /** Only at the start that made it. */
  readonly newKey: string | undefined;
  readonly rebuilding: Rebuilding;
}

/** Everything from nothing, or from what was left, to a server that answers. What was started ends with the shutdown. */
export async function start(given: Omit<StartOptions, 'tracing' | 'logLevels'>): Promise<Started> {
  const { host, port, profile } = given.config;
  await ensurePortIsFree(host, port);
  const logLevels = createLogLevels(given.logger);
  const options: StartOptions = { ...given, logger: logLevels.of('program'), logLevels, tracing: await startTracing(given.config, given) };
  const { newKey, rebuilding, ...ground } = await makeReady(profile, options);
  const app = await startRoles({ ...options, ...ground });
  await app.listen({ host, port }).catch((error: unknown) => {
    throw listenFailureOf(error, { host, port }) ?? error;
  });
  await ground.onListening?.();
  const [address] = app.addresses();
  return { newKey, rebuilding, url: localUrl(host, typeof address === 'object' ? address.port : port) };
}

/** Each profile with what it alone is made of: neither pays for the other's. */
async function makeReady(profile: Config['profile'], options: StartOptions): Promise<Ground> {
  if (profile === 'embedded') return await (await import('./embedded/start.ts')).startEmbedded(options);
  return await (await import('./distributed/start.ts')).startDistributed(options);
}
