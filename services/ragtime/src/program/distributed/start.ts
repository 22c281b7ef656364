import { createHash } from 'node:crypto';
import { withAdvisoryLock } from '@ragtime/database';
import type { QueuesState } from '@ragtime/operations-api';
import { ensureInstallation } from '../installation.ts';
import type { OpenedProfile, StartOptions } from '../roles/options.ts';
import { StartFailure } from '../start-failure.ts';
import { openDistributedAdapters } from './adapters.ts';
import { startDeciding } from './deciding.ts';
import { watchDependencies } from './dependencies.ts';
import { createLeaders } from './leaders.ts';
import { openNode } from './nodes.ts';
import { patientBus } from './patient-bus.ts';
import { startProjecting } from './projecting.ts';
import { untilRefolded } from './refold-watch.ts';
import { distributedConfigOf } from './servers.ts';
import { asServerFailure } from './start-failure.ts';

/** The answer comes from a node of the same release. */
const asQueues = (answer: unknown): QueuesState | undefined => answer as QueuesState | undefined;

/** Starts one of many processes on servers that all of them share. */
export async function startDistributed(options: StartOptions): Promise<OpenedProfile> {
  try {
    return await startOnServers(options);
  } catch (error) {
    throw asServerFailure(error);
  }
}

async function startOnServers(options: StartOptions): Promise<OpenedProfile> {
  const { machine, logger, roles, shutdown } = options;
  const config = distributedConfigOf(options.config);
  const adapters = await openDistributedAdapters(config, options);
  const node = await openNode(config, options);
  const leaders = createLeaders(adapters, node, options);
  const deciding = await startDeciding(adapters, node, options);
  const { log, codec, vault, vaultDatabase } = adapters;
  if (roles.has('command-api'))
    await withAdvisoryLock(vaultDatabase.bulk, 'installation', async () => {
      await ensureInstallation({
        log,
        codec,
        vault,
        machine,
        logger,
        bus: patientBus(deciding.bus, machine),
        chosenKey: config.apiKey,
        async firstKey() {
          if (config.apiKey !== undefined) return await Promise.resolve(config.apiKey);
          throw new StartFailure('config-invalid', "the first start of the distributed profile needs the owner's key: set RAGTIME_API_KEY");
        },
      });
    });
  const watching = new AbortController();
  shutdown.add('watch for refolds', () => watching.abort(new Error('the process ends')), { timeoutMs: 500 });
  const refolded = untilRefolded({ log, codec: adapters.plainCodec, machine }, watching.signal);
  refolded.catch(() => undefined); // it ends with the process
  const projecting = await startProjecting(config, adapters, { node, leaders }, options);
  const servers = watchDependencies({ ...adapters, index: projecting.index }, options);
  return {
    adapters,
    deciding,
    projecting,
    newKey: undefined,
    refolded,
    rebuilding: undefined,
    withServers: servers.withServers,
    searchTrouble: () => servers.troubleOf('search-index'),
    lead: leaders.lead,
    isAlone: false,
    // Two processes cannot listen at one address.
    seat: createHash('sha256').update(node.self.address).digest('hex').slice(0, 12),
    otherQueues: {
      ask: async () => await leaders.ask('orchestrator', 'queues', undefined, { timeoutMs: 2_000 }).then(asQueues, () => undefined),
      answer: (own) => node.answer('queues', own),
    },
    disk: async () => await Promise.resolve(undefined),
  };
}
