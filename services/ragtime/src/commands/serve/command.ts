import { Ended, exitCodes } from '@ragtime/cli';
import { Command } from 'commander';

export interface ServeArguments {
  readonly roles: string | undefined;
  readonly refold: boolean;
  readonly acceptClock: boolean;
}

interface Programs {
  serve(options: ServeArguments): Promise<number>;
}

export function serveCommand({ serve }: Programs): Command {
  return new Command('serve')
    .description('serves in the foreground until Ctrl-C')
    .option('--roles <names>', 'which roles this process plays, separated by commas (RAGTIME_ROLES); all by default')
    .option(
      '--refold',
      'after log-diverged, if this log is the right one: throws away everything that was folded from the other log',
      false,
    )
    .option('--accept-clock', 'after clock-off, if records bear a time that has not come yet: their time stands still until it has', false)
    .addHelpText(
      'after',
      `
Its settings are environment variables: see "ragtime config".

Examples:
  $ ragtime serve
  $ RAGTIME_PORT=9400 RAGTIME_DATA=/srv/ragtime ragtime serve
  $ ragtime serve --roles command-api,query-api`,
    )
    .action(async ({ roles, ...words }: { readonly roles?: string; readonly refold: boolean; readonly acceptClock: boolean }) => {
      const exitCode = await serve({ roles, ...words });
      if (exitCode !== exitCodes.done) throw new Ended(exitCode);
    });
}
