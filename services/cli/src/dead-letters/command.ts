import { type Client, type components, dataOf } from '@ragtime/client';
import { Command } from 'commander';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { datasetNamed } from '../shared/datasets.ts';
import { eachOf } from '../shared/each-of.ts';
import { exitCodes } from '../shared/exit-codes.ts';
import { CommandFailed } from '../shared/failures.ts';
import { counted, shortened } from '../shared/format.ts';
import { plain } from '../shared/output.ts';
import { everyItem } from '../shared/pages.ts';
import { tableText } from '../shared/table.ts';

type DeadLetter = components['schemas']['DeadLetter'];

interface Options {
  readonly dataset?: string;
  readonly all?: true;
  readonly json?: true;
}

interface Action {
  readonly done: string;
  readonly act: (client: Client, runId: string) => Promise<{ readonly documentId: string; readonly runId: string }>;
}

export function deadLettersCommand(context: CliContext): Command {
  const list = new Command('list')
    .description('lists the runs that failed after all their tries, with the reason')
    .option('-d, --dataset <name>', 'only dead letters of this dataset')
    .option('--json', 'as JSON')
    .action(async (options: Options) => await showAll(context, options));
  const replay = actionCommand(context, 'replay', 'starts a new run for each, with the present settings', {
    done: 'tried again as run',
    act: async ({ api }, runId) => await dataOf(api.POST('/v1/dead-letters/{runId}/replay', { params: { path: { runId } } })),
  });
  const discard = actionCommand(context, 'discard', 'removes the dead letters; the documents stay, with the status failed', {
    done: 'discarded: run',
    act: async ({ api }, runId) => await dataOf(api.POST('/v1/dead-letters/{runId}/discard', { params: { path: { runId } } })),
  });
  return new Command('dead-letters')
    .description('runs that failed after all their tries: list, replay, discard')
    .addCommand(list)
    .addCommand(replay)
    .addCommand(discard)
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime dead-letters list
  $ ragtime dead-letters replay 0d5b0c1e-6f0a-8c3d-9b7a-0123456789ab
  $ ragtime dead-letters discard --all --dataset handbook`,
    );
}

function actionCommand(context: CliContext, name: string, description: string, action: Action): Command {
  return new Command(name)
    .description(description)
    .argument('[runs...]', 'ids from the list')
    .option('--all', 'all dead letters')
    .option('-d, --dataset <name>', 'with --all: only those of this dataset')
    .option('--json', 'as JSON')
    .action(async (runIds: string[], options: Options) => await run(context, runIds, options, action));
}

async function run(context: CliContext, given: readonly string[], { all, dataset, json }: Options, { done, act }: Action): Promise<void> {
  if ((all === true) === given.length > 0) throw new CommandFailed('name the dead letters: ids of runs, or --all', exitCodes.usage);
  const { output } = context;
  const client = await clientOf(context);
  const runIds = all === true ? (await deadLetters(client, dataset)).map(({ runId }) => runId) : given;
  const acted: { readonly failedRunId: string; readonly documentId: string; readonly runId: string }[] = [];
  await eachOf(runIds, 4, async (failedRunId) => {
    const answer = await act(client, failedRunId);
    acted.push({ failedRunId, ...answer });
    if (json !== true) output.print(`document ${answer.documentId} ${done} ${answer.runId}`);
  });
  if (json === true) output.json({ items: acted });
  else if (runIds.length === 0) output.print('There is no dead letter.');
}

async function showAll(context: CliContext, { dataset, json }: Options): Promise<void> {
  const { output } = context;
  const items = await deadLetters(await clientOf(context), dataset);
  if (json === true) return output.json({ items });
  if (items.length === 0) return output.print('There is no dead letter.');
  const rows = items.map(({ runId, documentName, documentId, failedAt, error }) => [
    shortened(plain(documentName ?? documentId), 40),
    failedAt,
    error.code,
    runId,
  ]);
  output.print(tableText(output, [{ title: 'document' }, { title: 'failed' }, { title: 'error' }, { title: 'run' }], rows));
  output.note(`${counted(items.length, 'dead letter')}: "ragtime dead-letters replay RUN" starts a new run.`);
}

async function deadLetters(client: Client, dataset: string | undefined): Promise<readonly DeadLetter[]> {
  const of = dataset === undefined ? {} : { datasetId: (await datasetNamed(client, dataset)).datasetId };
  return await everyItem(
    async (cursor) => await dataOf(client.api.GET('/v1/dead-letters', { params: { query: { ...of, limit: 1_000, ...cursor } } })),
  );
}
