import { Command } from 'commander';
import { exitCodes } from '../shared/exit-codes.ts';
import { Ended } from '../shared/failures.ts';

interface Programs {
  serve(options: { readonly roles: string | undefined }): Promise<number>;
}

export function serveCommand({ serve }: Programs): Command {
  return new Command('serve')
    .description('serve in the foreground until Ctrl-C')
    .option('--roles <names>', 'which roles this process plays, separated by commas (RAGTIME_ROLES); all by default')
    .addHelpText(
      'after',
      `
Its settings are environment variables: see "ragtime config".

Examples:
  $ ragtime serve
  $ RAGTIME_PORT=9400 RAGTIME_DATA=/srv/ragtime ragtime serve
  $ ragtime serve --roles command-api,query-api`,
    )
    .action(async ({ roles }: { readonly roles?: string }) => {
      const exitCode = await serve({ roles });
      if (exitCode !== exitCodes.done) throw new Ended(exitCode);
    });
}
