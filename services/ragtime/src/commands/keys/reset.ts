import type { CliContext } from '@ragtime/cli';
import { Command } from 'commander';

/** Gives the owner a new key where nobody has one any more. Throws an error with a `code` where that cannot be. */
export type ResetKeys = (options: { readonly folder: string }) => Promise<{ readonly key: string; readonly file: string }>;

/** The one command that needs the folder to itself: the server must not run. */
export function resetCommand({ output, environment }: CliContext, keysReset: ResetKeys): Command {
  return new Command('reset')
    .description('revoke the owner’s keys and make a new one, without a server; it must not run meanwhile')
    .option('--data <folder>', 'the data folder (RAGTIME_DATA, ./data)')
    .option('--json', 'as JSON')
    .action(async ({ data, json }: { readonly data?: string; readonly json?: true }) => {
      const folder = data ?? (environment['RAGTIME_DATA'] || './data');
      const { key, file } = await keysReset({ folder });
      if (json === true) return output.json({ key, file });
      output.print(key);
      output.note(`Shown this once, and kept in ${file}.`);
    });
}
