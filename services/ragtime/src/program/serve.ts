import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createOutput, type Output } from '@ragtime/cli';
import { createShutdown, halted, haltOnSignals, type Logger, type Machine, type Shutdown, TimedOut, withTimeout } from '@ragtime/runtime';
import type { Role } from '../config/settings.ts';
import { version } from '../version.ts';
import { ownerKeyFile } from './installation.ts';
import { createProgramLogger } from './program-logger.ts';
import { showSamples } from './samples/show-samples.ts';
import { isUnfinished } from './samples/unfinished.ts';
import { readSettings, type Settings, type Started, start } from './start.ts';
import { startFailureOf } from './start-failure.ts';

/** The time for the whole shutdown, even if a part hangs. Container engines kill a process 10 s after they asked it to end. */
const endWithinMs = 9_000;
/** The roles that read the samples and search them. */
const forSamples: readonly Role[] = ['command-api', 'query-api', 'read-projector', 'search-projector', 'orchestrator', 'parse-worker'];

export interface ServeOptions {
  readonly roles: string | undefined;
  readonly refold: boolean;
  readonly acceptClock: boolean;
}

/** Serves in the foreground until a signal arrives. @returns the exit code. */
export async function serve(machine: Machine, options: ServeOptions): Promise<number> {
  const output = createOutput(process);
  const halt = haltOnSignals(machine, { process, endAtOnce: () => process.exit(130) });
  try {
    const environment = options.roles === undefined ? process.env : { ...process.env, RAGTIME_ROLES: options.roles };
    const settings = await readSettings(environment);
    const logger = await createProgramLogger(settings, process.stdout);
    for (const name of settings.unknown)
      if (name !== 'RAGTIME_STARTED_AT_MS')
        logger.warn({ name }, 'no setting has this name; the value is ignored, and the name may be misspelt');
    const serving: Serving = { machine, output, halt, settings, logger };
    let end = await serveOnce(serving, options);
    while (end === 'refolded') {
      logger.warn(
        {},
        'an operator ordered a refold at another node; this process starts anew, so that it holds nothing of the lost records',
      );
      end = await serveOnce(serving, { refold: false, acceptClock: false });
    }
    return 0;
  } catch (error) {
    const failure = startFailureOf(error);
    if (failure === undefined) throw error;
    output.note(`ragtime: ${failure.message} [${failure.code}]`);
    return 1;
  }
}

interface Serving {
  readonly machine: Machine;
  readonly output: Output;
  readonly halt: AbortSignal;
  readonly settings: Settings;
  readonly logger: Logger;
}

async function serveOnce(
  { machine, output, halt, settings, logger }: Serving,
  { refold, acceptClock }: Pick<ServeOptions, 'refold' | 'acceptClock'>,
): Promise<'halted' | 'refolded'> {
  const shutdown = createShutdown(machine);
  const { config, roles } = settings;
  const failing = Promise.withResolvers<never>();
  failing.promise.catch(() => undefined); // it may fail before anything waits for it
  try {
    const starting = start({ refold, acceptClock, config, roles, version, machine, logger, shutdown, fail: failing.reject });
    const started = await Promise.race([starting, halted(halt), failing.promise]);
    if (started === undefined) {
      starting.catch(() => undefined); // the shutdown closes what the start needs
      return 'halted';
    }
    greet(output, started, settings, machine);
    const showing = continueSamples(settings, started, { machine, output, logger, signal: halt });
    const end = await Promise.race([
      halted(halt).then(() => 'halted' as const),
      started.refolded.then(() => 'refolded' as const),
      failing.promise,
    ]);
    if (end === 'halted') await Promise.race([showing, machine.timers.sleep(500)]);
    return end;
  } finally {
    await end(shutdown, machine, logger);
  }
}

const rebuilt: Readonly<Record<Exclude<Started['rebuilding'], 'first-start' | undefined>, string>> = {
  'machine-restarted': 'The machine went down without a clean end: the read models are rebuilt from the log.',
  unreadable: 'The read models cannot be opened: they are rebuilt from the log.',
};

function greet(output: Output, { url, newKey, rebuilding }: Started, { config, roles }: Settings, { clock }: Machine): void {
  if (rebuilding !== undefined && rebuilding !== 'first-start') output.print(rebuilt[rebuilding]);
  if (newKey !== undefined)
    output.print(`Your API key, shown only now and kept in ${ownerKeyFile(config.dataFolder)}:\n\n    ${output.styled('bold', newKey)}\n`);
  const sinceMs = Number(process.env['RAGTIME_STARTED_AT_MS'] ?? Number.NaN);
  const tookMs = Number.isFinite(sinceMs) ? clock.nowMs() - sinceMs : process.uptime() * 1_000;
  const ready = `ready after ${(tookMs / 1_000).toFixed(1)} s`;
  output.print(`Ragtime serves at ${output.styled('bold', url)} (${ready}). API: ${url}/docs  Ctrl-C ends it.`);
  if (!forSamples.every((role) => roles.has(role)) || !roles.has('console')) output.print(`Roles: ${[...roles].join(', ')}`);
}

interface Showing {
  readonly machine: Machine;
  readonly output: Output;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A failure never stops the server: an operator who serves other documents does not need the samples. */
async function continueSamples({ config, roles }: Settings, { url, newKey }: Started, showing: Showing): Promise<void> {
  const { output, logger, signal } = showing;
  const folder = resolve(config.dataFolder);
  if (!config.samples || !forSamples.every((role) => roles.has(role)) || !(await isUnfinished(folder))) return;
  try {
    const apiKey = newKey ?? (await readFile(ownerKeyFile(folder), 'utf8')).trim();
    await showSamples({ ...showing, url, apiKey, folder });
    if (!signal.aborted) output.print(`\nRagtime serves at ${output.styled('bold', url)}. Ctrl-C ends it.`);
  } catch (error) {
    if (!signal.aborted) logger.warn({ err: error }, 'the samples cannot be read; the next start tries again');
  }
}

async function end(shutdown: Shutdown, { timers }: Machine, logger: Logger): Promise<void> {
  try {
    const steps = await withTimeout(async () => await shutdown.run(), { timeoutMs: endWithinMs, timers });
    for (const { name, result, error } of steps.filter((step) => step.result !== 'closed'))
      logger.warn({ name, result, err: error }, 'a part did not end cleanly; the shutdown goes on');
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    logger.warn({}, 'not every part ended in time; accepted commands are in the log, and the next start goes on with them');
  }
}
