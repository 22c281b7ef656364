import { inject } from 'vitest';
import type { S3Address } from './others.ts';

/** The addresses of the servers of this test run. */
export interface Servers {
  /** `host:port` of a broker. */
  readonly kafka: string;
  readonly postgres: string;
  readonly openSearch: string;
  readonly s3: S3Address;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: Servers;
  }
}

/** Undefined in test runs that start no servers. */
export const serversIfAny = (): Servers | undefined => inject('servers') as Servers | undefined;

export function servers(): Servers {
  const started = serversIfAny();
  if (started === undefined) throw new Error('this test needs the servers of `vitest --project servers`');
  return started;
}
