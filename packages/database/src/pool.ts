import { type ClientConfigurationInput, createPool, type DatabasePool, type DriverFactory } from 'slonik';
import { validateRows } from './result-validation.ts';
import { cleanTexts } from './storable-text.ts';
import { typeParsers } from './type-parsers.ts';

/** The configuration that every pool shares, so that a query means the same on PGlite and on a server. */
const poolConfiguration = {
  interceptors: [cleanTexts, validateRows],
  typeParsers,
  captureStackTrace: false,
} satisfies ClientConfigurationInput;

/** A pool of sessions with the server at an address. */
export const poolOf = async (url: string, configuration: ClientConfigurationInput): Promise<DatabasePool> =>
  await createPool(url, { ...poolConfiguration, ...configuration });

/** A pool over a driver that has no address. `sessions`: how many callers may have a waiting statement at once. */
export const poolOver = async (driverFactory: DriverFactory, sessions: number): Promise<DatabasePool> =>
  await poolOf('postgres://embedded', {
    driverFactory,
    maxPoolSize: sessions,
    // The driver's clients are handles on one session, so there is no connection to open, to expire or to reset.
    idleTimeout: 'DISABLE_TIMEOUT',
    maximumConnectionAge: 'DISABLE_TIMEOUT',
    resetConnection: async () => {},
  });
