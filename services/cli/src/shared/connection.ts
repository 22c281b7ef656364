import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '@ragtime/client';
import { type ConfigOf, readConfig } from '@ragtime/runtime/config';
import { clientSettings } from './client-settings.ts';
import type { CliContext } from './context.ts';

export interface Connection {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** The source of the key, in words. */
  readonly keySource: string;
}

/** The server's URL, and the key. When RAGTIME_API_KEY is not set and the server is on this machine, the key is read from the data folder. */
export async function connectionOf({ environment }: Pick<CliContext, 'environment'>): Promise<Connection> {
  const { url, dataFolder, apiKey } = clientConfigOf(environment);
  if (apiKey !== undefined) return { url, apiKey, keySource: 'RAGTIME_API_KEY' };
  const file = join(dataFolder, 'owner.key');
  if (!isLoopback(new URL(url).hostname)) return { url, apiKey: undefined, keySource: 'nowhere: RAGTIME_API_KEY is not set' };
  const written = await readFile(file, 'utf8').catch(() => undefined);
  return written === undefined
    ? { url, apiKey: undefined, keySource: `nowhere: RAGTIME_API_KEY is not set, and ${file} cannot be read` }
    : { url, apiKey: written.trim(), keySource: file };
}

export async function clientOf(context: Pick<CliContext, 'environment'>): Promise<Client> {
  const { url, apiKey } = await connectionOf(context);
  return createClient({ baseUrl: url, apiKey });
}

/** Reads no variable but a client's own: a wrong value that only a server reads does not stop a client. */
function clientConfigOf(environment: CliContext['environment']): ConfigOf<typeof clientSettings> {
  const { RAGTIME_CONFIG, RAGTIME_URL, RAGTIME_DATA, RAGTIME_API_KEY } = environment;
  return readConfig(clientSettings, { RAGTIME_CONFIG, RAGTIME_URL, RAGTIME_DATA, RAGTIME_API_KEY }).config;
}

export const isLoopback = (host: string): boolean => host === '[::1]' || host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host);
