import { createLogger, type LoadedConfig, type Logger } from '@ragtime/runtime';
import pretty from 'pino-pretty';

/**
 * For a person at a terminal: readable lines, and only what is wrong unless they asked for more, since the bars and answers are
 * what they came for. Where a program reads, every line is JSON.
 */
export function createTerminalLogger({ config, sources }: LoadedConfig, stream: NodeJS.WriteStream): Logger {
  if (!stream.isTTY) return createLogger({ level: config.logLevel });
  const level = sources.logLevel === 'default' ? 'warn' : config.logLevel;
  const destination = pretty({
    ...{ destination: 1, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
    colorize: process.env['NO_COLOR'] === undefined || process.env['NO_COLOR'] === '',
  });
  return createLogger({ level, destination });
}
