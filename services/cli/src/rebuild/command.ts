import { type Client, type components, dataOf, RagtimeProblem } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import { Command } from 'commander';
import { z } from 'zod';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { exitCodes } from '../shared/exit-codes.ts';
import { CommandFailed, Ended } from '../shared/failures.ts';
import { durationText } from '../shared/format.ts';
import { type Output, plain } from '../shared/output.ts';
import { createProgressLine, type ProgressLine } from '../shared/progress-line.ts';

type Rebuild = components['schemas']['Rebuild'];

/** Progress of a rebuild. Read models report records; the search index reports documents only. */
const Progress = z.object({
  phase: z.string(),
  records: z.number().optional(),
  recordsTotal: z.number().optional(),
  documents: z.number().optional(),
});

const lookEveryMs = 250;

export function rebuildCommand(context: CliContext): Command {
  return new Command('rebuild')
    .description('builds a projection again from the log beside the live one, compares both, and switches')
    .argument('[projection]', 'its name in "ragtime status"; by default all of them, one after another')
    .option('--force', 'switches even where the comparison advises against it')
    .option('--json', 'one rebuild a line')
    .addHelpText(
      'after',
      `
Reads go on meanwhile. Equal digests mean that the log gave the same rows again.
Where they differ, or searches no longer find the best hits, the projection that answers stays. The report says what differs and which of the two
agrees with the log. --force switches all the same.

Examples:
  $ ragtime rebuild
  $ ragtime rebuild search --json
  $ ragtime rebuild search --force`,
    )
    .action(async (projection: string | undefined, { json, force }: { readonly json?: true; readonly force?: true }) => {
      const client = await clientOf(context);
      const { items } = await dataOf(client.api.GET('/v1/admin/projections'));
      const names = items.map(({ name }) => name);
      if (projection !== undefined && !names.includes(projection))
        throw new CommandFailed(`there is no projection "${plain(projection)}"; there are: ${names.join(', ')}`, exitCodes.usage);
      let isGood = true;
      for (const name of projection === undefined ? names : [projection]) {
        const rebuild = await rebuildOne(client, name, context, { isQuiet: json === true, isForced: force === true });
        if (json === true) context.output.json({ projection: name, ...rebuild }, 'lines');
        else context.output.print(resultText(context.output, name, rebuild));
        isGood &&= rebuild.state === 'done' && rebuild.report?.switched === true;
      }
      if (!isGood) throw new Ended(exitCodes.failed);
    });
}

/** Starts a rebuild, or joins a running one, and follows it to its end. */
async function rebuildOne(
  { api }: Client,
  projection: string,
  { machine, output, interruption }: CliContext,
  { isQuiet, isForced }: { readonly isQuiet: boolean; readonly isForced: boolean },
): Promise<Rebuild> {
  const params = { path: { projection } };
  const query = isForced ? { force: 'true' as const } : {};
  const signal = interruption();
  try {
    await dataOf(api.POST('/v1/admin/projections/{projection}/rebuild', { params: { ...params, query }, signal }));
  } catch (error) {
    if (!(error instanceof RagtimeProblem && error.code === 'rebuild-running')) throw error;
  }
  const line = isQuiet ? undefined : createProgressLine(output);
  try {
    for (;;) {
      const { rebuild } = await dataOf(api.GET('/v1/admin/projections/{projection}', { params, signal }));
      if (rebuild === undefined)
        throw new CommandFailed(`the server was restarted while it rebuilt ${projection}: the live projection is unchanged`);
      if (rebuild.state !== 'running') return rebuild;
      if (line !== undefined) show(line, projection, rebuild);
      await pause(machine, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    output.note(`The server goes on with the rebuild of ${projection}: "ragtime status" shows it.`);
    throw new Ended(exitCodes.interrupted);
  } finally {
    line?.end();
  }
}

const pause = async ({ timers }: Pick<Machine, 'timers'>, signal: AbortSignal) => await timers.sleep(lookEveryMs, signal);

function show(line: ProgressLine, projection: string, { progress }: Rebuild): void {
  const parsed = Progress.safeParse(progress);
  if (!parsed.success) return;
  const { phase, records, recordsTotal, documents } = parsed.data;
  const share = records === undefined || recordsTotal === undefined ? undefined : records / Math.max(1, recordsTotal);
  line.update(
    `${projection}: ${phase}`,
    share,
    share === undefined ? `, ${documents ?? 0} documents` : `, ${records} of ${recordsTotal} records`,
  );
}

function resultText(output: Output, projection: string, { state, report, detail, startedAt, endedAt }: Rebuild): string {
  const tookMs = endedAt === undefined ? undefined : Date.parse(endedAt) - Date.parse(startedAt);
  const took = tookMs === undefined ? '' : output.styled('dim', ` in ${durationText(tookMs)}`);
  if (state !== 'done' || report === undefined) return `${output.styled('red', '✘')} ${projection}: failed: ${plain(detail ?? state)}`;
  const { before, after, same, switched, reasons } = report;
  const sign = switched ? output.styled(same ? 'green' : 'yellow', '✔') : output.styled('red', '✘');
  const result = switched ? `rebuilt${took}` : `was rebuilt${took} and not switched: the one before still answers`;
  return [
    `${sign} ${projection} ${result}: ${same ? 'the digests are equal' : output.styled('red', 'the digests differ')}`,
    `    before  ${before.sha256}`,
    `    after   ${after.sha256}`,
    ...reasons.map((reason) => `    ${plain(reason)}`),
    ...differencesOf(report).map((line) => `    ${plain(line)}`),
    ...(switched ? [] : [`    to switch all the same: ragtime rebuild ${projection} --force`]),
  ].join('\n');
}

/** Rows are named by table and key, passages by document and passage. */
const Differences = z.object({
  differences: z.array(
    z.union([
      z.object({ table: z.string(), key: z.array(z.union([z.string(), z.number()])), what: z.string() }),
      z.object({ documentId: z.string(), chunkId: z.string(), what: z.string(), truth: z.string() }),
    ]),
  ),
});

function differencesOf(report: object): readonly string[] {
  const parsed = Differences.safeParse(report);
  if (!parsed.success) return [];
  return parsed.data.differences.map((one) =>
    'table' in one
      ? `${one.table} ${one.key.join(' ')}: ${nameOf(one.what)}`
      : `document ${one.documentId}, passage ${one.chunkId}: ${nameOf(one.what)}; ${truthOf(one.truth)}`,
  );
}

const nameOf = (what: string): string =>
  ({
    'missing-before': 'missing in the one that answers now',
    'missing-after': 'missing in the rebuilt one',
    text: 'the texts differ',
    vector: 'only one of the two has a vector',
    values: 'the values differ',
  })[what] ?? what;

const truthOf = (truth: string): string =>
  ({
    before: 'the one that answers now agrees with the log',
    after: 'the rebuilt one agrees with the log',
    both: 'both agree with the log in the text',
    neither: 'neither agrees with the log',
  })[truth] ?? truth;
