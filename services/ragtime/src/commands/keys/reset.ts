import type { CliContext } from '@ragtime/cli';
import { Command } from 'commander';

/** Gives the owner a new key when all keys are lost. Throws an error with a `code` when it cannot. */
export type ResetKeys = (options: { readonly folder: string }) => Promise<{ readonly key: string; readonly file: string }>;

/** The one command that needs the folder to itself: no server may run on it. */
export function resetCommand({ output, environment }: CliContext, keysReset: ResetKeys): Command {
  return new Command('reset')
    .description('revokes the owner’s keys and makes a new one, without a server; no server may run meanwhile')
    .option('--data <folder>', 'the data folder (RAGTIME_DATA, ./data)')
    .option('--json', 'as JSON')
    .action(async ({ data, json }: { readonly data?: string; readonly json?: true }) => {
      const folder = data ?? (environment['RAGTIME_DATA'] || './data');
      const { key, file } = await keysReset({ folder });
      if (json === true) return output.json({ key, file });
      output.print(key);
      output.note(`The key is shown only now, and kept in ${file}.`);
    });
}
