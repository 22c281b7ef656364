import { Command } from 'commander';
import { ingestCommand } from './ingest/command.ts';
import { searchCommand } from './search/command.ts';
import { serveCommand } from './serve/command.ts';
import type { CliContext } from './shared/context.ts';
import { statusCommand } from './status/command.ts';

/** What the program does itself; all else is asked of a server. */
export interface Programs {
  /** @returns the exit code. */
  serve(options: { readonly roles: string | undefined }): Promise<number>;
  /** Gives the owner a new key, without a running server. */
  keysReset?(options: { readonly folder: string }): Promise<{ readonly key: string; readonly file: string }>;
}

export interface CliNeeds extends Programs {
  readonly context: CliContext;
  readonly version: string;
}

/** The command line. Commands throw where they fail: `runCli` says it and ends accordingly. */
export function buildCli({ context, version, ...programs }: CliNeeds): Command {
  return new Command('ragtime')
    .description('Documents in, answers out; everything that happened kept in an event log.')
    .version(version)
    .addCommand(serveCommand(programs))
    .addCommand(ingestCommand(context))
    .addCommand(searchCommand(context))
    .addCommand(statusCommand(context))
    .addHelpText(
      'after',
      `
Where the server is comes from RAGTIME_URL (http://127.0.0.1:9300), the key from RAGTIME_API_KEY or, for a
server on this machine, from owner.key in its data folder (RAGTIME_DATA, ./data).

Examples:
  $ ragtime serve
  $ ragtime ingest handbook/ --dataset handbook
  $ ragtime search "who signs purchase orders?"`,
    );
}
