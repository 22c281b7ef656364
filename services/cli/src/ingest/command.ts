import { Command } from 'commander';
import { clientOf, connectionOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { exitCodes } from '../shared/exit-codes.ts';
import { Ended, failureOf } from '../shared/failures.ts';
import { createFingerprint } from './files/fingerprint.ts';
import { ingestFolder } from './ingest-folder.ts';
import { failedOf, type IngestReport } from './outcome.ts';
import { printReport } from './report.ts';
import { watchPaths } from './watch-paths.ts';

interface Options {
  readonly dataset: string;
  readonly watch?: true;
  readonly prune?: true;
  readonly json?: true;
}

export function ingestCommand(context: CliContext): Command {
  return new Command('ingest')
    .description('makes a dataset match files and folders, and waits until all documents are read')
    .argument('<paths...>', 'files, or folders with everything in them except hidden files')
    .requiredOption('-d, --dataset <name>', 'the dataset; it is created if it does not exist')
    .option('--watch', 'goes on, and follows every change of the files until Ctrl-C')
    .option('--prune', 'removes the documents of the dataset that have no file')
    .option('--json', 'a report as JSON; with --watch one report a line for each round')
    .addHelpText(
      'after',
      `
A document is called as its path below the folder. What is there already with the same name and
content is not sent again; what changed is replaced; what was interrupted goes on.

Examples:
  $ ragtime ingest handbook/ --dataset handbook
  $ ragtime ingest handbook/ --dataset handbook --prune --watch
  $ ragtime ingest prices.xlsx terms.pdf --dataset sales --json`,
    )
    .action(async (paths: string[], options: Options) => await run(context, paths, options));
}

async function run(context: CliContext, paths: readonly string[], { dataset, watch, prune, json }: Options): Promise<void> {
  const { machine, output } = context;
  const client = await clientOf(context);
  const signal = context.interruption();
  const fingerprint = createFingerprint();
  const once = async (): Promise<IngestReport> => {
    const report = await ingestFolder({
      client,
      machine,
      paths,
      dataset,
      prune,
      signal,
      fingerprint,
      output: json === true ? undefined : output,
    });
    if (json === true) output.json(asJson(report), watch === true ? 'lines' : undefined);
    else printReport(output, report);
    return report;
  };
  const report = watch === true ? await followFiles(context, paths, once, signal) : await once();
  if (watch !== true && report?.isInterrupted === true) throw new Ended(exitCodes.interrupted);
  if (report !== undefined && failedOf(report).length > 0) throw new Ended(exitCodes.failed);
}

/** @returns the exit code of the last completed round; undefined when none was completed. */
async function followFiles(
  context: CliContext,
  paths: readonly string[],
  once: () => Promise<IngestReport>,
  signal: AbortSignal,
): Promise<IngestReport | undefined> {
  const { machine, output } = context;
  let report: IngestReport | undefined;
  for await (const round of watchPaths(paths, { machine, signal })) {
    try {
      const isFirst = report === undefined;
      report = await once();
      if (isFirst) output.note('Watching for changes. Ctrl-C ends it.');
    } catch (error) {
      const failure = failureOf(error, (await connectionOf(context)).url);
      if (report === undefined || failure === undefined || failure.exitCode === exitCodes.notAllowed) throw error;
      // The cause may have passed when the server, or the folder, is back.
      output.note(`ragtime: ${failure.sentence}${failure.code === undefined ? '' : ` [${failure.code}]`}`);
      round.again();
    }
  }
  return report;
}

function asJson(report: IngestReport) {
  const { dataset, datasetId, outcomes, removed, pruning, unfinished, isInterrupted, durationMs } = report;
  return {
    dataset,
    datasetId,
    interrupted: isInterrupted,
    durationMs: Math.round(durationMs),
    documents: outcomes.map((outcome) => ('durationMs' in outcome ? { ...outcome, durationMs: Math.round(outcome.durationMs) } : outcome)),
    removed,
    pruning,
    unfinished,
    failed: failedOf(report).length,
  };
}
