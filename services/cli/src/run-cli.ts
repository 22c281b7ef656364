import { haltOnSignals, type Machine } from '@ragtime/runtime';
import { type Command, CommanderError } from 'commander';
import { connectionOf } from './shared/connection.ts';
import type { CliContext } from './shared/context.ts';
import { exitCodes } from './shared/exit-codes.ts';
import { Ended, failureOf } from './shared/failures.ts';
import { createOutput } from './shared/output.ts';

export interface RunCliOptions {
  readonly machine: Machine;
  readonly process: NodeJS.Process;
  /** Makes the commands. A command that serves calls `noteServing` when it starts: a server goes on without readers of its output. */
  readonly build: (context: CliContext, noteServing: () => void) => Command;
}

/** Runs one command line to its end. @returns the exit code. */
export async function runCli({ machine, process, build }: RunCliOptions): Promise<number> {
  const output = createOutput(process);
  const interruption = createInterruption(machine, process);
  const context: CliContext = { machine, environment: process.env, output, interruption: interruption.signal };
  let isServing = false;
  // The reader of the output may have seen enough, as `head` does. A server goes on without readers.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!isServing) process.exit(code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
    });
  const cli = build(context, () => {
    isServing = true;
  });
  for (const command of [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)]) command.exitOverride();
  const letGo = holdProcess();
  try {
    await cli.parseAsync(process.argv);
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (error instanceof Ended) return error.exitCode;
    if (interruption.isInterrupted()) return exitCodes.interrupted;
    return await printFailure(error, context, process.argv.includes('--json'));
  } finally {
    letGo();
  }
}

/** The machine's timers do not keep a process alive, and a command that waits for a timer often has nothing else that does. */
function holdProcess(): () => void {
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}

async function printFailure(error: unknown, context: CliContext, asJson: boolean): Promise<number> {
  const url = await connectionOf(context).then(
    (connection) => connection.url,
    () => '',
  );
  const failure = failureOf(error, url);
  if (failure === undefined) throw error;
  const { sentence, code, page, exitCode } = failure;
  const { output } = context;
  if (asJson) output.note(JSON.stringify({ error: { message: sentence, code, page } }));
  else output.note(`ragtime: ${sentence}${code === undefined ? '' : ` [${code}]`}${page === undefined ? '' : `\n  ${page}`}`);
  return exitCode;
}

function createInterruption(machine: Machine, process: NodeJS.Process) {
  let halt: AbortSignal | undefined;
  return {
    isInterrupted: () => halt?.aborted === true,
    signal(): AbortSignal {
      halt ??= haltOnSignals(machine, { process, endAtOnce: () => process.exit(exitCodes.interrupted) });
      return halt;
    },
  };
}
