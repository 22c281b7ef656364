import { type CliContext, createProgressLine } from '@ragtime/cli';
import { Command } from 'commander';
import type { BackupPrograms } from './programs.ts';
import { report } from './report.ts';

export function backupCommand({ output, environment }: CliContext, { make }: BackupPrograms): Command {
  return new Command('backup')
    .description('copies the log, the keys and the bytes of one moment into a folder while the server runs')
    .argument('<folder>', 'on the server’s machine, or on this one in the distributed profile; empty, or not there yet')
    .option('--data <folder>', 'the data folder (RAGTIME_DATA, ./data)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Read models and index are not part of it: a restored server makes them anew. It holds every key: keep it as safe as the data folder.
With RAGTIME_PROFILE=distributed it copies from the servers of the settings, whose processes go on working.
Every blob is compared with its hash. Ends with 5 when something was damaged or missing: the backup names it, and has everything else.

Examples:
  $ ragtime backup /mnt/backups/monday
  $ ragtime restore --check /mnt/backups/monday`,
    )
    .action(async (target: string, { data, json }: { readonly data?: string; readonly json?: true }) => {
      const line = createProgressLine(output);
      const folder = data ?? (environment['RAGTIME_DATA'] || './data');
      const manifest = await make(folder, target, ({ phase, share }) => line.update(phase, share)).finally(() => line.end());
      report(output, manifest, target, json === true);
    });
}
