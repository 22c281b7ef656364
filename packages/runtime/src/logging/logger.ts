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
 * One line of JSON a message. Fields that hold secrets are masked by their name, keys and tokens within any text by their
 * look: an error's message may quote the request that it failed on.
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

/** Says nothing. For tests, and for the command line's own use of the packages. */
export const silentLogger: Logger = pino({ level: 'silent' });
