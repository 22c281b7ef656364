import { inject } from 'vitest';
import type { MailAddress, S3Address } from './others.ts';

/** Where the servers of this test run answer. */
export interface Servers {
  /** `host:port` of a broker. */
  readonly kafka: string;
  readonly postgres: string;
  readonly openSearch: string;
  readonly s3: S3Address;
  readonly mail: MailAddress;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: Servers;
  }
}

export const servers = (): Servers => inject('servers');
