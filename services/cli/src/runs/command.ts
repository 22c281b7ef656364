import { type components, dataOf } from '@ragtime/client';
import { Command, Option } from 'commander';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { allDatasets, type Dataset, datasetNamed } from '../shared/datasets.ts';
import { CommandFailed } from '../shared/failures.ts';
import { plain } from '../shared/output.ts';
import { everyItem, itemsOf } from '../shared/pages.ts';
import { tableText } from '../shared/table.ts';
import { latestRunColumns, latestRunRow, runColumns, runRow, runText } from './run-text.ts';

type Document = components['schemas']['Document'];
type Status = Document['status'];

interface Options {
  readonly dataset?: string;
  readonly document?: string;
  readonly status?: Status;
  readonly json?: true;
}

const statuses = ['queued', 'running', 'parsed', 'failed', 'cancelled'] as const;

export function runsCommand(context: CliContext): Command {
  return new Command('runs')
    .description('shows how documents were read: the latest run of each, all runs of one, or one run with its tasks and attempts')
    .argument('[run]', 'the id of a run')
    .option('-d, --dataset <name>', 'only documents of this dataset; of all datasets by default')
    .option('--document <name>', 'all runs of the document of this name or id; needs --dataset')
    .addOption(new Option('--status <status>', 'only documents whose latest run has this status').choices(statuses))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime runs --dataset handbook --status failed
  $ ragtime runs --dataset handbook --document leave-and-absence.md
  $ ragtime runs 0d5b0c1e-6f0a-8c3d-9b7a-0123456789ab`,
    )
    .action(async (run: string | undefined, options: Options) => {
      if (run !== undefined) return await showRun(context, run, options);
      if (options.document !== undefined) return await showRunsOf(context, options.document, options);
      return await showLatest(context, options);
    });
}

async function showRun(context: CliContext, runId: string, { json }: Options): Promise<void> {
  const { api } = await clientOf(context);
  const run = await dataOf(api.GET('/v1/runs/{runId}', { params: { path: { runId } } }));
  if (json === true) context.output.json(run);
  else context.output.print(runText(context.output, run));
}

async function showRunsOf(context: CliContext, document: string, { dataset: name, json }: Options): Promise<void> {
  if (name === undefined) throw new CommandFailed('--document needs --dataset, since a name is unique only within a dataset', 2);
  const client = await clientOf(context);
  const { datasetId } = await datasetNamed(client, name);
  const documentId = await documentIdOf(client, datasetId, document, name);
  const runs = await everyItem(
    async (cursor) =>
      await dataOf(
        client.api.GET('/v1/datasets/{datasetId}/documents/{documentId}/runs', {
          params: { path: { datasetId, documentId }, query: { limit: 200, ...cursor } },
        }),
      ),
  );
  const { output } = context;
  if (json === true) output.json({ documentId, items: runs });
  else if (runs.length === 0) output.print('The document was never read.');
  else
    output.print(
      tableText(
        output,
        runColumns,
        runs.map((run) => runRow(output, run)),
      ),
    );
}

async function documentIdOf(
  { api }: Awaited<ReturnType<typeof clientOf>>,
  datasetId: string,
  document: string,
  dataset: string,
): Promise<string> {
  const { items } = await dataOf(
    api.GET('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId }, query: { name: document, limit: 1 } } }),
  );
  const [found] = items;
  if (found !== undefined) return found.documentId;
  if (/^[0-9a-f-]{36}$/.test(document)) return document;
  throw new CommandFailed(`the dataset "${dataset}" has no document called "${plain(document)}"`);
}

async function showLatest(context: CliContext, { dataset, status, json }: Options): Promise<void> {
  const { output } = context;
  const client = await clientOf(context);
  const datasets = dataset === undefined ? await allDatasets(client) : [await datasetNamed(client, dataset)];
  const found: { readonly of: Dataset; readonly document: Document }[] = [];
  for (const of of datasets) {
    const path = { datasetId: of.datasetId };
    const query = { limit: 1_000, ...(status === undefined ? {} : { status }) };
    const documents = itemsOf(
      async (cursor) =>
        await dataOf(client.api.GET('/v1/datasets/{datasetId}/documents', { params: { path, query: { ...query, ...cursor } } })),
    );
    for await (const document of documents) if (document.runId !== undefined) found.push({ of, document });
  }
  if (json === true) output.json({ items: found.map(({ of, document }) => ({ dataset: of.name, ...document })) });
  else if (found.length === 0) output.print('There is no such run.');
  else
    output.print(
      tableText(
        output,
        latestRunColumns,
        found.map(({ of, document }) => latestRunRow(output, of.name, document)),
      ),
    );
}
