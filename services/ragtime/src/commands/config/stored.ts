import { type CliContext, CommandFailed } from '@ragtime/cli';
import { messageOf } from '@ragtime/runtime';
import type { Setting } from '@ragtime/runtime/config';
import { Command } from 'commander';
import { type ProgramConfig, readInstallationConfig, readProgramConfig, settingsDatabaseOf } from '../../config/read-program-config.ts';
import { settings } from '../../config/settings.ts';

/** The settings that an installation keeps in its database, by their names. */
export interface StoredSettings {
  read(databaseUrl: string): Promise<Readonly<Record<string, string>>>;
  /** @param value undefined removes the setting */
  store(databaseUrl: string, name: string, value: string | undefined): Promise<void>;
}

type Environment = CliContext['environment'];
const every: readonly (readonly [string, Setting<unknown>])[] = Object.entries(settings);

/**
 * Reads what the processes of the installation read when they start. If the database does not answer, a note says so and its settings are left out.
 */
export async function readConfigAndStored({ environment, output }: CliContext, stored: StoredSettings): Promise<ProgramConfig> {
  return await readInstallationConfig(environment, async (databaseUrl) => {
    try {
      return await stored.read(databaseUrl);
    } catch (error) {
      output.note(`The settings in the database are not shown: ${messageOf(error)}`);
      return {};
    }
  });
}

export function setCommand(context: CliContext, stored: StoredSettings): Command {
  return new Command('set')
    .description('keeps a setting of the whole installation in its database')
    .argument('<name>', 'such as uploadBytesMax or RAGTIME_UPLOAD_BYTES_MAX')
    .argument('<value>', 'as in the environment')
    .action(async (given: string, value: string) => {
      const [name, { variable, schema, bound }] = sharedSetting(given);
      if (!schema.safeParse(value).success) throw new CommandFailed(`${name} must be ${bound}, not ${JSON.stringify(value)}`);
      await stored.store(databaseOf(context.environment), name, value);
      context.output.print(
        `Each process reads it when it starts next, unless its environment (${variable}) or its file has another value.`,
      );
    });
}

export function unsetCommand(context: CliContext, stored: StoredSettings): Command {
  return new Command('unset')
    .description('removes a setting from the database')
    .argument('<name>', 'such as uploadBytesMax or RAGTIME_UPLOAD_BYTES_MAX')
    .action(async (given: string) => await stored.store(databaseOf(context.environment), sharedSetting(given)[0], undefined));
}

function sharedSetting(given: string): readonly [string, Setting<unknown>] {
  const found = every.find(([name, { variable }]) => name === given || variable === given);
  if (found === undefined) throw new CommandFailed(`there is no setting ${given}: "ragtime config" lists all settings`);
  if (found[1].isShared) return found;
  const shared = every.flatMap(([name, { isShared }]) => (isShared ? [name] : [])).join(', ');
  throw new CommandFailed(
    `${given} belongs to one process, or is needed to reach the database: set it in the environment or in the file. The database keeps ${shared}`,
  );
}

function databaseOf(environment: Environment): string {
  const own = readProgramConfig(environment);
  const databaseUrl = settingsDatabaseOf(own);
  if (databaseUrl !== undefined) return databaseUrl;
  throw new CommandFailed(
    own.config.profile === 'embedded'
      ? 'the embedded profile has no database for settings: use the environment, or the file ragtime.config.json'
      : 'the settings are in the database of RAGTIME_VAULT_URL, which is not set',
  );
}
