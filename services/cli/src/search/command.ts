import { dataOf } from '@ragtime/client';
import { Command } from 'commander';
import { noneGiven, pairs, repeated, wholeNumber } from '../shared/arguments.ts';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { datasetNamed } from '../shared/datasets.ts';
import { passageText } from './passage-text.ts';

interface Options {
  readonly dataset: readonly string[];
  readonly limit: number;
  readonly filter: readonly (readonly [field: string, value: string])[];
  readonly verbose?: true;
  readonly json?: true;
}

export function searchCommand(context: CliContext): Command {
  return new Command('search')
    .description('finds the passages that answer a question, with their sources')
    .argument('<question>')
    .option('-d, --dataset <name>', 'only in this dataset; may be repeated', repeated, noneGiven)
    .option('-n, --limit <count>', 'how many passages, 1 to 100', wholeNumber(1, 100), 5)
    .option('--filter <field=value>', 'only documents with this metadata; may be repeated', pairs, [])
    .option('-v, --verbose', 'also shows scores, ids and the whole text')
    .option('--json', 'the answer of the API as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime search "how many days of parental leave do we get?"
  $ ragtime search "brake pads" --dataset sales --limit 3 --verbose
  $ ragtime search "notice period" --json | jq '.items[0].documentName'`,
    )
    .action(async (question: string, options: Options) => await run(context, question, options));
}

async function run(context: CliContext, query: string, { dataset, limit, filter, verbose, json }: Options): Promise<void> {
  const { output } = context;
  const client = await clientOf(context);
  const datasets = await Promise.all(dataset.map(async (name) => await datasetNamed(client, name)));
  const wanted = Map.groupBy(filter, ([field]) => field);
  const answer = await dataOf(
    client.api.POST('/v1/search', {
      body: {
        query,
        limit,
        highlight: true,
        rerank: false,
        ...(datasets.length === 0 ? {} : { datasetIds: datasets.map(({ datasetId }) => datasetId) }),
        ...(filter.length === 0
          ? {}
          : { filter: Object.fromEntries([...wanted].map(([field, given]) => [field, given.map(([, value]) => value)])) }),
      },
    }),
  );
  if (json === true) return output.json(answer);
  if (answer.items.length === 0) output.print('Nothing was found.');
  for (const [index, hit] of answer.items.entries()) output.print(passageText(output, hit, index + 1, verbose === true));
  if (answer.incomplete === true) output.note('There may be more matches: search again in a moment.');
}
