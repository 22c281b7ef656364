import { Command } from 'commander';
import { clientOf, connectionOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { readStatus } from './read-status.ts';
import { statusText } from './status-text.ts';

export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('shows the state of the server: queues, projections, workers, disk')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime status
  $ ragtime status --json | jq '.projections[] | {name, lag}'`,
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const { url } = await connectionOf(context);
      const status = await readStatus(await clientOf(context), url);
      if (json === true) context.output.json(status);
      else context.output.print(statusText(context.output, status));
    });
}
