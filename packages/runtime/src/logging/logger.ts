import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutSecrets } from './redact.ts';

export type { Logger } from 'pino';

/** From the most important line to the least; `silent` logs nothing. */
export const logLevelNames = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevelNames)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Default: the standard output. */
  readonly destination?: DestinationStream;
}

/** Fields that may hold a secret, at the top of a line and one and two levels below. */
const secretFields = ['authorization', 'cookie', 'set-cookie', 'password', 'secret', 'token', 'apiKey', 'accessToken', 'refreshToken'];
const paths = secretFields.flatMap((field) => ['', '*.', '*.*.'].map((above) => `${above}["${field}"]`.replace('.[', '[')));

/**
 * Logs one line of JSON for each message. Fields that hold secrets are masked by their name. Keys and tokens within any text are masked by their
 * form, since the message of an error may quote the request that failed.
 */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '********' },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Logs nothing. For tests, and for the packages that the command line uses itself. */
export const silentLogger: Logger = pino({ level: 'silent' });
