import { resolve } from 'node:path';
import { makeApiKey } from '@ragtime/access';
import { type Owners, type OwnersOptions, startOwners } from '@ragtime/application';
import { createClockWatch, diskSpace } from '@ragtime/runtime';
import { makeBackup } from '../backup/make-backup.ts';
import { serveControl } from '../control/serve-control.ts';
import { alarmsTo, type Deciding, stateOf } from '../deciding.ts';
import { keepErasures } from '../erasures/keep-erasures.ts';
import { ensureInstallation, writeOwnerKey } from '../installation.ts';
import { localUrl } from '../listening.ts';
import { acceptClockOf, refoldAll, storedParts } from '../refolding.ts';
import { leadAlone } from '../roles/leadership.ts';
import type { OpenedProfile, ProcessOptions, StartOptions } from '../roles/options.ts';
import { noteUnfinished } from '../samples/unfinished.ts';
import { openEmbeddedAdapters } from './adapters.ts';
import { closeDataFolder } from './close-folder.ts';
import { ensureDataFolder } from './data-folder.ts';
import { erasureMarkIn } from './erasure-mark.ts';
import { startProjecting } from './projecting.ts';
import { openSnapshots } from './snapshots.ts';
import { openTruth } from './truth.ts';

/** Starts everything in one process on one folder, empty or not. */
export async function startEmbedded(options: StartOptions): Promise<OpenedProfile> {
  const { config, machine, logger, metrics, shutdown, refold, fail } = options;
  const folder = resolve(config.dataFolder);
  await ensureDataFolder(folder);
  await closeDataFolder(folder, logger);
  const opened = await openTruth({ folder, machine, logger, shutdown });
  const truth = {
    ...opened,
    vault: { ...opened.vault, ...(await keepErasures({ ...opened, machine, logger, mark: erasureMarkIn(folder) })) },
  };
  const adapting = openEmbeddedAdapters(truth, { folder, machine, logger, metrics, shutdown, fail });
  const parts = adapting.then(async ({ database }) => await storedParts(database.bulk));
  const witnesses: OwnersOptions['witnesses'] = async (name) => (await parts).get(name) ?? [];
  const [adapters, owners] = await Promise.all([
    adapting,
    openSnapshots({ folder, machine, logger, metrics, shutdown, everyRecords: config.snapshotRecords }).then(
      async (snapshots) => await ownAll({ ...options, log: truth.log, codec: truth.codec, snapshots, witnesses, mayRefold: refold }),
    ),
    parts,
  ]);
  if (refold) await refoldAll(owners.all, logger);
  if (options.acceptClock === true) await acceptClockOf(owners.all, logger);
  const { log, vault } = truth;
  const { rebuilding, gate, blobs } = adapters;
  const newKey = await ensureInstallation({
    log,
    vault,
    machine,
    logger,
    codec: truth.codec,
    bus: owners.bus,
    chosenKey: config.apiKey,
    async firstKey() {
      const key = config.apiKey ?? makeApiKey(machine.random).text;
      if (config.samples) await noteUnfinished(folder);
      await writeOwnerKey(folder, key);
      return key;
    },
  });
  const deciding = decidingBy(owners, localUrl(config.host, config.port, config.tlsCertFile === undefined ? 'http' : 'https'));
  return {
    adapters,
    deciding,
    newKey,
    rebuilding,
    projecting: await startProjecting({ ...options, adapters, deciding }),
    lead: leadAlone,
    isAlone: true,
    seat: 'alone',
    disk: async () => await diskSpace(config.dataFolder),
    async onListening() {
      await serveControl({
        folder,
        logger,
        shutdown,
        backup: async (target, onProgress) => await makeBackup({ log, blobs, gate, machine, folder, vault }, resolve(target), onProgress),
      });
    },
  };
}

async function ownAll({
  log,
  codec,
  machine,
  logger,
  metrics,
  shutdown,
  snapshots,
  witnesses,
  mayRefold,
}: Omit<OwnersOptions, 'onAlarm'> &
  Required<Pick<OwnersOptions, 'snapshots' | 'witnesses' | 'mayRefold'>> &
  ProcessOptions): Promise<Owners> {
  const clockWatch = createClockWatch({ machine });
  shutdown.add('clock watch', () => clockWatch.stop(), { timeoutMs: 100 });
  const owners = await startOwners({
    log: metrics.log(log),
    codec,
    machine,
    snapshots,
    witnesses,
    mayRefold,
    clockWatch,
    onAlarm: alarmsTo(logger, metrics),
    observerOf: metrics.owner,
  });
  shutdown.add('owners', () => owners.stop(), { timeoutMs: 1_000 });
  return owners;
}

function decidingBy({ bus, all }: Owners, address: string): Deciding {
  return {
    bus,
    owned: () => all,
    partitions: async () => await Promise.resolve(all.map((owner) => stateOf(owner, address))),
  };
}
