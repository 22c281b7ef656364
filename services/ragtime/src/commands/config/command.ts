import { type CliContext, tableText } from '@ragtime/cli';
import { describeConfig } from '@ragtime/runtime/config';
import { Command } from 'commander';
import { settings } from '../../config/settings.ts';
import { readConfigAndStored, type StoredSettings, setCommand, unsetCommand } from './stored.ts';

export function configCommand(context: CliContext, stored: StoredSettings): Command {
  const { output } = context;
  return new Command('config')
    .description('every setting with its value and where that comes from; secrets are masked')
    .option('-v, --verbose', 'with what is allowed and what it is for')
    .option('--json', 'as JSON')
    .addCommand(setCommand(context, stored))
    .addCommand(unsetCommand(context, stored))
    .addHelpText(
      'after',
      `
A value is taken from the environment, else from the file ragtime.config.json of the working folder (RAGTIME_CONFIG names
another), else from the database of an installation of several processes, else it is the default. The file is a JSON object of
names, such as { "port": 9400 }. In the database is what "ragtime config set" put there: settings that all processes share.

Examples:
  $ ragtime config
  $ RAGTIME_PORT=9400 ragtime config --verbose
  $ ragtime config set uploadBytesMax "2 GiB"
  $ ragtime config unset uploadBytesMax`,
    )
    .action(async ({ verbose, json }: { readonly verbose?: true; readonly json?: true }) => {
      const loaded = await readConfigAndStored(context, stored);
      const rows = describeConfig(settings, loaded);
      if (json === true) return output.json({ settings: rows, unknown: loaded.unknown });
      const shown = rows.map(({ variable, value, source }) => [
        variable,
        value ?? output.styled('dim', 'not set'),
        source === 'default' ? output.styled('dim', source) : source,
      ]);
      if (verbose === true)
        for (const { variable, value, source, bound, reason } of rows)
          output.print(
            `${output.styled('bold', variable)}=${value ?? ''}  ${output.styled('dim', source)}\n    ${reason}\n    must be ${bound}\n`,
          );
      else output.print(tableText(output, [{ title: 'setting' }, { title: 'value' }, { title: 'from' }], shown));
      for (const name of loaded.unknown) output.note(`Nobody reads ${name}: is it misspelt?`);
    });
}
