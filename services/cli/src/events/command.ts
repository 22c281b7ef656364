import { type components, dataOf } from '@ragtime/client';
import { Command } from 'commander';
import { z } from 'zod';
import { wholeNumber } from '../shared/arguments.ts';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { type Output, plain } from '../shared/output.ts';
import { itemsOf } from '../shared/pages.ts';

type Event = Omit<components['schemas']['Event'], 'data' | 'cause'> & { readonly data?: unknown };

/** Other members are kept and passed on. */
const StreamedEvent: z.ZodType<Event> = z.looseObject({
  id: z.string(),
  position: z.string(),
  type: z.string(),
  time: z.string(),
  version: z.number(),
  actor: z.string(),
  commandId: z.string(),
  commandIndex: z.number(),
  commandCount: z.number(),
  correlationId: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }),
});

interface Options {
  readonly resource?: string;
  readonly type?: string;
  readonly actor?: string;
  readonly command?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly follow?: true;
  readonly json?: true;
}

export function eventsCommand(context: CliContext): Command {
  return new Command('events')
    .description('lists the audit log: what happened, in order, and who did it')
    .option('--resource <id>', 'only events of this resource or inside it: a dataset, document, run, passage, key …')
    .option('--type <name>', 'only events of this type, such as DocumentParsed')
    .option('--actor <name>', 'only events by this actor, such as user:ID')
    .option('--command <id>', 'only the events of this command')
    .option('--from <time>', 'only from this time on, RFC 3339, such as 2026-03-01T00:00:00Z')
    .option('--to <time>', 'only before this time, RFC 3339')
    .option('-n, --limit <count>', 'how many events at most; all by default', wholeNumber(1, 1_000_000_000))
    .option('-f, --follow', 'shows events from now on (or from --from on), until Ctrl-C')
    .option('--json', 'one event a line, as the API returns it')
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime events --resource 5f0e9a52-3b1c-8d7e-9f00-0123456789ab
  $ ragtime events --follow --type DocumentParsed
  $ ragtime events --json --from 2026-03-01T00:00:00Z | jq -r .type | sort | uniq -c`,
    )
    .action(async (options: Options) => await run(context, options));
}

async function run(context: CliContext, { limit = Number.POSITIVE_INFINITY, follow, json, ...options }: Options): Promise<void> {
  const { output } = context;
  const show = (event: Event) => (json === true ? output.json(event, 'lines') : output.print(lineOf(output, event)));
  let shown = 0;
  for await (const event of follow === true ? followed(context, options) : past(context, options)) {
    show(event);
    shown += 1;
    if (shown >= limit) return;
  }
}

type Filter = Omit<Options, 'limit' | 'follow' | 'json'>;

const queryOf = ({ command, ...filter }: Filter) => ({ ...filter, ...(command === undefined ? {} : { commandId: command }) });

async function* past(context: CliContext, filter: Filter): AsyncGenerator<Event> {
  const { api } = await clientOf(context);
  yield* itemsOf<Event>(async (cursor) => {
    const page = await dataOf(api.GET('/v1/events', { params: { query: { ...queryOf(filter), limit: 500, ...cursor } } }));
    // The route has two more forms, which `Accept` chooses.
    if (typeof page === 'string' || Array.isArray(page))
      throw new Error('the server sent the events in another form than the requested one');
    return page;
  });
}

async function* followed(context: CliContext, filter: Filter): AsyncGenerator<Event> {
  const client = await clientOf(context);
  // The stream resumes a broken connection silently. A server that does not answer at all is reported at once.
  await dataOf(client.api.GET('/version'));
  for await (const { event, data } of client.follow({ query: queryOf(filter), signal: context.interruption() }))
    if (event === 'event') yield StreamedEvent.parse(data);
}

function lineOf(output: Output, { time, type, subject, version, actor, data }: Event): string {
  const what = `${subject.kind} ${subject.id} v${version}`;
  return `${output.styled('dim', time)} ${output.styled('bold', type)} ${what} ${output.styled('dim', `by ${plain(actor)}`)} ${detailOf(data)}`.trimEnd();
}

const shownMax = 160;

/** The members that are short enough for a line. Names of documents are untrusted text. */
function detailOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const parts = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [`${name}=${plain(String(value))}`] : [],
  );
  const text = parts.join(' ');
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
