import {
  type CliContext,
  deadLettersCommand,
  eventsCommand,
  ingestCommand,
  keysCommand,
  rebuildCommand,
  runsCommand,
  searchCommand,
  statusCommand,
} from '@ragtime/cli';
import { Command } from 'commander';
import { backupCommand } from './backup/command.ts';
import type { BackupPrograms } from './backup/programs.ts';
import { restoreCommand } from './backup/restore.ts';
import { configCommand } from './config/command.ts';
import type { StoredSettings } from './config/stored.ts';
import { doctorCommand } from './doctor/command.ts';
import { type ResetKeys, resetCommand } from './keys/reset.ts';
import { type ServeArguments, serveCommand } from './serve/command.ts';

/** The work that the program does itself. Every other command asks a server. */
export interface Programs {
  /** @returns the exit code. */
  serve(options: ServeArguments): Promise<number>;
  readonly keysReset: ResetKeys;
  readonly backups: BackupPrograms;
  readonly storedSettings: StoredSettings;
}

export interface CommandLineNeeds extends Programs {
  readonly context: CliContext;
  readonly version: string;
}

/** The whole command line. A command throws where it fails; `runCli` prints the failure and chooses the exit code. */
export function buildCommandLine({ context, version, ...programs }: CommandLineNeeds): Command {
  return new Command('ragtime')
    .description('Documents in, answers out. An event log keeps everything that happened.')
    .version(version)
    .addCommand(serveCommand(programs))
    .addCommand(ingestCommand(context))
    .addCommand(searchCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(eventsCommand(context))
    .addCommand(runsCommand(context))
    .addCommand(deadLettersCommand(context))
    .addCommand(rebuildCommand(context))
    .addCommand(backupCommand(context, programs.backups))
    .addCommand(restoreCommand(context, programs.backups))
    .addCommand(keysCommand(context, resetCommand(context, programs.keysReset)))
    .addCommand(configCommand(context, programs.storedSettings))
    .addCommand(doctorCommand(context, version))
    .addHelpText(
      'after',
      `
Where the server is comes from RAGTIME_URL (http://127.0.0.1:9300), the key from RAGTIME_API_KEY or, for a
server on this machine, from owner.key in its data folder (RAGTIME_DATA, ./data).

Examples:
  $ ragtime serve
  $ ragtime ingest handbook/ --dataset handbook
  $ ragtime search "who signs purchase orders?"`,
    );
}
