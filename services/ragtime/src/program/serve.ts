import { createLogger, createShutdown, loadConfig, type Machine, onStopSignals } from '@ragtime/runtime';
import { version } from '../version.ts';
import { openEmbeddedAdapters } from './embedded/adapters.ts';
import { ensureInstallation, ownerKeyFile } from './installation.ts';
import { startOwners } from './owners.ts';
import { startRoles } from './roles.ts';
import { ingestSamples } from './samples.ts';
import { StartFailure, startFailureOf } from './start-failure.ts';

/** Serves in the foreground until a signal. @returns the exit code. */
export async function serve(machine: Machine): Promise<number> {
  const shutdown = createShutdown(machine);
  const listening = { host: '127.0.0.1', port: 9300 };
  const stopped = Promise.withResolvers<number>();
  onStopSignals({ process, onFirst: () => stopped.resolve(0), onFurther: () => process.exit(130) });
  try {
    const { config, unknown } = loadConfig({ environment: process.env });
    Object.assign(listening, { host: config.host, port: config.port });
    if (config.profile !== 'embedded')
      throw new StartFailure('config-invalid', 'RAGTIME_PROFILE distributed is not in this release yet: use embedded');
    const logger = createLogger({ level: process.stdout.isTTY && config.logLevel === 'info' ? 'warn' : config.logLevel });
    for (const name of unknown) if (name !== 'RAGTIME_STARTED_AT_MS') logger.warn({ name }, 'nobody reads this setting');

    const adapters = await openEmbeddedAdapters({ folder: config.dataFolder, machine, logger, shutdown });
    const { log, codec, vault } = adapters;
    const owners = await startOwners({ log, codec, machine, onAlarm: (alarm) => logger.error({ alarm }, 'a partition stopped') });
    shutdown.add('owners', () => owners.stop(), { timeoutMs: 1_000 });
    const installation = await ensureInstallation({
      ...{ owners, vault, machine, logger },
      folder: config.dataFolder,
      chosenKey: config.apiKey,
    });
    const app = await startRoles({ adapters, owners, config, version, machine, logger, shutdown });
    await app.listen({ host: config.host, port: config.port });
    const url = `http://${config.host}:${config.port}`;
    if (installation.newKey !== undefined)
      say(`Your API key, shown this once and kept in ${ownerKeyFile(config.dataFolder)}:\n\n    ${installation.newKey}\n`);
    say(`Ragtime serves at ${url}  (API: ${url}/docs). Ctrl-C ends it.`);
    if (config.samples && installation.newKey !== undefined)
      ingestSamples({ url, apiKey: installation.newKey, machine, say }).catch((error: unknown) =>
        logger.error({ err: error }, 'the samples could not be read'),
      );
    return await stopped.promise;
  } catch (error) {
    const failure = startFailureOf(error, listening);
    if (failure === undefined) throw error;
    process.stderr.write(`ragtime: ${failure.message} [${failure.code}]\n`);
    return 1;
  } finally {
    await shutdown.run();
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
