import { type CliContext, tableText } from '@ragtime/cli';
import { describeConfig } from '@ragtime/runtime/config';
import { Command } from 'commander';
import { settings } from '../../config/settings.ts';
import { readConfigAndStored, type StoredSettings, setCommand, unsetCommand } from './stored.ts';

export function configCommand(context: CliContext, stored: StoredSettings): Command {
  const { output } = context;
  return new Command('config')
    .description('shows every setting with its value and its source; secrets are masked')
    .option('-v, --verbose', 'also shows what is allowed and what the setting is for')
    .option('--json', 'as JSON')
    .addCommand(setCommand(context, stored))
    .addCommand(unsetCommand(context, stored))
    .addHelpText(
      'after',
      `
A value comes from the first of these sources that has it: the environment; the file ragtime.config.json (or .yaml) in the working folder
(RAGTIME_CONFIG names another file); the database of an installation of several processes; the default. The file is a JSON object
of names, such as { "port": 9400 }. "ragtime config set" puts settings that all processes share into the database.

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
      for (const name of loaded.unknown) output.note(`No setting is called ${name}: is it misspelt?`);
    });
}
