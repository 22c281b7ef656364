import { type LoadedConfig, readConfig } from '@ragtime/runtime/config';
import { settings } from './settings.ts';

export type ProgramConfig = LoadedConfig<typeof settings>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration of this process without the installation's database. @throws ConfigInvalid */
export const readProgramConfig = (environment: Environment): ProgramConfig => readConfig(settings, environment);

/** The database that holds the settings of an installation of several processes. Undefined when the installation has none. */
export const settingsDatabaseOf = ({ config }: Pick<ProgramConfig, 'config'>): string | undefined =>
  config.profile === 'distributed' ? config.vaultUrl : undefined;

/**
 * Reads the configuration of this process, and what the installation's database holds if it has one.
 *
 * @param read reads the stored settings, by name
 * @throws ConfigInvalid, and what `read` throws
 */
export async function readInstallationConfig(
  environment: Environment,
  read: (databaseUrl: string) => Promise<Readonly<Record<string, string>>>,
): Promise<ProgramConfig> {
  const own = readProgramConfig(environment);
  const databaseUrl = settingsDatabaseOf(own);
  return databaseUrl === undefined ? own : readConfig(settings, environment, await read(databaseUrl));
}
