import { Ended, exitCodes } from '@ragtime/cli';
import { Command } from 'commander';

interface Programs {
  serve(options: { readonly roles: string | undefined; readonly refold: boolean }): Promise<number>;
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
    .addHelpText(
      'after',
      `
Its settings are environment variables: see "ragtime config".

Examples:
  $ ragtime serve
  $ RAGTIME_PORT=9400 RAGTIME_DATA=/srv/ragtime ragtime serve
  $ ragtime serve --roles command-api,query-api`,
    )
    .action(async ({ roles, refold }: { readonly roles?: string; readonly refold: boolean }) => {
      const exitCode = await serve({ roles, refold });
      if (exitCode !== exitCodes.done) throw new Ended(exitCode);
    });
}
