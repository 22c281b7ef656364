import { type CliContext, CommandFailed } from '@ragtime/cli';
import { messageOf } from '@ragtime/runtime';
import type { Setting } from '@ragtime/runtime/config';
import { Command } from 'commander';
import { type ProgramConfig, readInstallationConfig, readProgramConfig, settingsDatabaseOf } from '../../config/read-program-config.ts';
import { settings } from '../../config/settings.ts';

/** The settings that an installation keeps in its database, by their names. */
export interface StoredSettings {
  read(databaseUrl: string): Promise<Readonly<Record<string, string>>>;
  /** @param value undefined: it is taken away */
  store(databaseUrl: string, name: string, value: string | undefined): Promise<void>;
}

type Environment = CliContext['environment'];
const every: readonly (readonly [string, Setting<unknown>])[] = Object.entries(settings);

/** What the processes of the installation read at their start. A database that does not answer is said, and left out. */
export async function readConfigAndStored({ environment, output }: CliContext, stored: StoredSettings): Promise<ProgramConfig> {
  return await readInstallationConfig(environment, async (databaseUrl) => {
    try {
      return await stored.read(databaseUrl);
    } catch (error) {
      output.note(`What the database holds is not shown: ${messageOf(error)}`);
      return {};
    }
  });
}

export function setCommand(context: CliContext, stored: StoredSettings): Command {
  return new Command('set')
    .description('keep a setting of the whole installation in its database')
    .argument('<name>', 'such as uploadBytesMax or RAGTIME_UPLOAD_BYTES_MAX')
    .argument('<value>', 'as in the environment')
    .action(async (given: string, value: string) => {
      const [name, { variable, schema, bound }] = sharedSetting(given);
      if (!schema.safeParse(value).success) throw new CommandFailed(`${name} must be ${bound}, not ${JSON.stringify(value)}`);
      await stored.store(databaseOf(context.environment), name, value);
      context.output.print(
        `Each process takes it at its next start, where neither its environment (${variable}) nor its file says otherwise.`,
      );
    });
}

export function unsetCommand(context: CliContext, stored: StoredSettings): Command {
  return new Command('unset')
    .description('take a setting out of the database')
    .argument('<name>', 'such as uploadBytesMax or RAGTIME_UPLOAD_BYTES_MAX')
    .action(async (given: string) => await stored.store(databaseOf(context.environment), sharedSetting(given)[0], undefined));
}

function sharedSetting(given: string): readonly [string, Setting<unknown>] {
  const found = every.find(([name, { variable }]) => name === given || variable === given);
  if (found === undefined) throw new CommandFailed(`there is no setting ${given}: "ragtime config" lists what there is`);
  if (found[1].isShared) return found;
  const shared = every.flatMap(([name, { isShared }]) => (isShared ? [name] : [])).join(', ');
  throw new CommandFailed(
    `${given} is a process's own, or is needed to reach the database: it is set in the environment or the file. The database keeps ${shared}`,
  );
}

function databaseOf(environment: Environment): string {
  const own = readProgramConfig(environment);
  const databaseUrl = settingsDatabaseOf(own);
  if (databaseUrl !== undefined) return databaseUrl;
  throw new CommandFailed(
    own.config.profile === 'embedded'
      ? 'the embedded profile has no database for settings: use the environment, or the file ragtime.config.json'
      : 'the database is that of RAGTIME_VAULT_URL, which is not set',
  );
}
