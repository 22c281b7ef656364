import { type CliContext, createProgressLine } from '@ragtime/cli';
import { Command } from 'commander';
import type { BackupPrograms } from './programs.ts';
import { report } from './report.ts';

export function restoreCommand({ output, environment }: CliContext, { check, restore }: BackupPrograms): Command {
  return new Command('restore')
    .description('puts a backup into an empty data folder or on empty servers, or only checks that it is whole')
    .argument('<backup>', 'the folder that "ragtime backup" filled')
    .option('--data <folder>', 'the data folder (RAGTIME_DATA, ./data); empty, or not there yet')
    .option('--check', 'read everything in it, and restore nothing')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Every byte is compared with its hash first, every partition's chain is followed, and every live document should have its bytes and its key.
Ends with 5 when some of them are damaged or missing: it names them, and restores everything else.

Examples:
  $ ragtime restore --check /mnt/backups/monday
  $ ragtime restore /mnt/backups/monday --data ./restored
  $ RAGTIME_DATA=./restored ragtime serve
  $ RAGTIME_PROFILE=distributed ragtime restore /mnt/backups/monday`,
    )
    .action(async (backup: string, options: { readonly data?: string; readonly check?: true; readonly json?: true }) => {
      const line = createProgressLine(output);
      const folder = options.data ?? (environment['RAGTIME_DATA'] || './data');
      const done =
        options.check === true
          ? check(backup, (share) => line.update('checking', share))
          : restore(backup, folder, (phase, share) => line.update(phase, share));
      const manifest = await done.finally(() => line.end());
      const isWhole = manifest.losses.length === 0;
      const checked = isWhole ? `${backup} is whole` : `${backup} can be restored, with losses`;
      const place = manifest.profile === 'embedded' ? folder : 'the installation';
      const restored = isWhole ? `${place} is restored` : `${place} is restored, with losses`;
      report(output, manifest, `${options.check === true ? checked : restored}, as of ${manifest.madeAt}`, options.json === true);
    });
}
