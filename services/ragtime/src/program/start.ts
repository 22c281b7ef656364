import { resolve } from 'node:path';
import { type Config, type LoadedConfig, type Logger, type Machine, type Role, readConfig, type Shutdown } from '@ragtime/runtime';
import { makeBackup } from './backup/make-backup.ts';
import { serveControl } from './control/serve-control.ts';
import { openEmbeddedAdapters } from './embedded/adapters.ts';
import { ensureDataFolder } from './embedded/data-folder.ts';
import type { Rebuilding } from './embedded/read-database.ts';
import { openSnapshots, removeSnapshots } from './embedded/snapshots.ts';
import { openTruth } from './embedded/truth.ts';
import { ensureInstallation } from './installation.ts';
import { ensurePortIsFree, listenFailureOf, localUrl } from './listening.ts';
import { type Owners, type OwnersOptions, startOwners } from './owners.ts';
import { startRoles } from './roles/start-roles.ts';
import { noteUnfinished } from './samples/unfinished.ts';
import { StartFailure } from './start-failure.ts';

/** Played by none of this release's folders; asked for by name, it is refused. */
const notYet: ReadonlySet<Role> = new Set<Role>(['ragflow-api']);

export interface Settings extends LoadedConfig {
  readonly roles: ReadonlySet<Role>;
}

/** @throws ConfigInvalid, StartFailure */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const loaded = readConfig(environment);
  const { config, sources } = loaded;
  if (config.profile !== 'embedded')
    throw new StartFailure('config-invalid', 'RAGTIME_PROFILE distributed is not in this release yet: use embedded');
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

/** Everything from an empty or a full folder to a server that answers. What was started ends with the shutdown. */
export async function start(parts: {
  readonly config: Config;
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** The operator's word that this log is the one to go on with: what was folded of another is thrown away. */
  readonly refold: boolean;
}): Promise<Started> {
  const { config, machine, logger, shutdown } = parts;
  const { host, port, samples, apiKey } = config;
  const folder = resolve(config.dataFolder);
  await ensurePortIsFree(host, port);
  await ensureDataFolder(folder);
  const truth = await openTruth({ folder, machine, logger, shutdown });
  if (parts.refold) await removeSnapshots(folder);
  const [adapters, owners] = await Promise.all([
    openEmbeddedAdapters(truth, { folder, machine, logger, shutdown }),
    openSnapshots({ folder, machine, logger, shutdown, everyRecords: config.snapshotRecords }).then(
      async (snapshots) => await ownAll({ ...truth, snapshots, ...parts }),
    ),
  ]);
  const { vault, rebuilding } = adapters;
  const { newKey } = await ensureInstallation({
    ...{ owners, vault, machine, logger, folder },
    chosenKey: apiKey,
    beforeKey: async () => void (samples && (await noteUnfinished(folder))),
  });
  const app = await startRoles({ ...parts, adapters, owners });
  await app.listen({ host, port }).catch((error: unknown) => {
    throw listenFailureOf(error, { host, port }) ?? error;
  });
  const { log, blobs, gate } = adapters;
  await serveControl({
    ...{ folder, logger, shutdown },
    backup: async (target, onProgress) =>
      await makeBackup({ log, blobs, gate, machine, folder, vault: truth.vault }, resolve(target), onProgress),
  });
  const [address] = app.addresses();
  return { newKey, rebuilding, url: localUrl(host, typeof address === 'object' ? address.port : port) };
}

async function ownAll({
  logger,
  shutdown,
  ...options
}: Omit<OwnersOptions, 'onAlarm'> & { readonly logger: Logger; readonly shutdown: Shutdown }): Promise<Owners> {
  const owners = await startOwners({ ...options, onAlarm: (alarm) => logger.error({ alarm }, 'a partition stopped') });
  shutdown.add('owners', () => owners.stop(), { timeoutMs: 1_000 });
  return owners;
}
