import { createLogger, type Logger } from '@ragtime/runtime';
import pretty from 'pino-pretty';
import roll from 'pino-roll';
import type { ProgramConfig } from '../config/read-program-config.ts';

/** How many full files are kept beside the current one. */
const keptFiles = 5;

/**
 * Logs into a file if one is named. On a terminal the lines are readable, and by default only warnings and errors are shown, since a person came
 * for the progress bars and answers. Otherwise every line is JSON.
 */
export async function createProgramLogger({ config, sources }: ProgramConfig, stream: NodeJS.WriteStream): Promise<Logger> {
  if (config.logFile !== undefined) {
    const size = `${Math.ceil(config.logFileBytes / 1024)}k`;
    const destination = await roll({ file: config.logFile, size, limit: { count: keptFiles }, mkdir: true });
    return createLogger({ level: config.logLevel, destination });
  }
  if (!stream.isTTY) return createLogger({ level: config.logLevel });
  const level = sources.logLevel === 'default' ? 'warn' : config.logLevel;
  const destination = pretty({
    destination: 1,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    colorize: process.env['NO_COLOR'] === undefined || process.env['NO_COLOR'] === '',
  });
  return createLogger({ level, destination });
}
