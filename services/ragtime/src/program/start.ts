import { createPrometheusMetrics } from '@ragtime/http-kit';
import { createLogLevels } from '@ragtime/runtime';
import { type ProgramConfig, readInstallationConfig } from '../config/read-program-config.ts';
import type { Config, Role } from '../config/settings.ts';
import { type Rebuilding } from './embedded/read-database.ts';
import { ensurePortIsFree, listenFailureOf, localUrl } from './listening.ts';
import { createProgramMetrics } from './metrics/program-metrics.ts';
import type { OpenedProfile, StartOptions } from './roles/options.ts';
import { startRoles } from './roles/start-roles.ts';
import { startTracing } from './tracing.ts';

export interface Settings extends ProgramConfig {
  readonly roles: ReadonlySet<Role>;
}

/** @throws ConfigInvalid, StartFailure */
export async function readSettings(environment: Readonly<Record<string, string | undefined>>): Promise<Settings> {
  const loaded = await readInstallationConfig(
    environment,
    async (databaseUrl) => await (await import('./distributed/stored-settings.ts')).readStoredSettings(databaseUrl),
  );
  return { ...loaded, roles: new Set(loaded.config.roles) };
}

export interface Started {
  readonly url: string;
  /** Set only at the start that made the key. */
  readonly newKey: string | undefined;
  readonly rebuilding: Rebuilding;
  /** Resolves when the process has to start anew, because an operator ordered a refold at another node. */
  readonly refolded: Promise<void>;
}

/** Starts everything, on a new folder or on an existing one, and returns when the server answers. The shutdown ends everything that was started. */
export async function start(given: Omit<StartOptions, 'tracing' | 'logLevels' | 'metrics'>): Promise<Started> {
  const { host, port, profile } = given.config;
  await ensurePortIsFree(host, port);
  const logLevels = createLogLevels(given.logger);
  const metrics = createProgramMetrics(createPrometheusMetrics({ ofProcess: true }), given.machine);
  const tracing = await startTracing(given.config, given);
  const options: StartOptions = { ...given, logger: logLevels.of('program'), logLevels, tracing, metrics };
  const { newKey, rebuilding, refolded = new Promise<void>(() => undefined), ...opened } = await openProfile(profile, options);
  const deciding = { ...opened.deciding, bus: metrics.bus(opened.deciding.bus) };
  const app = await startRoles({ ...options, ...opened, deciding });
  await app.listen({ host, port }).catch((error: unknown) => {
    throw listenFailureOf(error, { host, port }) ?? error;
  });
  await opened.onListening?.();
  const [address] = app.addresses();
  return {
    newKey,
    rebuilding,
    refolded,
    url: localUrl(host, typeof address === 'object' ? address.port : port, options.config.tlsCertFile === undefined ? 'http' : 'https'),
  };
}

/** Loads only the code of the chosen profile: neither profile pays for the other. */
async function openProfile(profile: Config['profile'], options: StartOptions): Promise<OpenedProfile> {
  if (profile === 'embedded') return await (await import('./embedded/start.ts')).startEmbedded(options);
  return await (await import('./distributed/start.ts')).startDistributed(options);
}
