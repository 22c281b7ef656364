import { createLogger, type Logger } from '@ragtime/runtime';
import pretty from 'pino-pretty';
import roll from 'pino-roll';
import type { ProgramConfig } from '../config/read-program-config.ts';

/** Full files that are kept beside the one that is written. */
const keptFiles = 5;

/**
 * Into a file, where one is named. For a person at a terminal: readable lines, and only what is wrong unless they asked for more, since the bars and answers are
 * what they came for. Where a program reads, every line is JSON.
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
