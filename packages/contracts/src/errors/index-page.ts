import { type ErrorEntry, errorTable, retiredCodes } from './table.ts';

const groups: readonly (readonly [kind: ErrorEntry['kind'], title: string, introduction: string])[] = [
  [
    'problem',
    'Answers of the HTTP API',
    'Every error is `application/problem+json` (RFC 9457): its `code` is one of these, and its `type` leads to the page.',
  ],
  [
    'task',
    'Failures of parse runs',
    'In `GET /v1/runs/{runId}`, in progress events, and in dead letters. Those that depend on the machine are tried again by themselves.',
  ],
  [
    'start',
    'Failures of the program itself',
    'Why it does not start, or gives up a partition: printed as one sentence, with the code, on the terminal and in its log.',
  ],
  ['record', 'Failures of records', 'Stored with the place in the log, and shown to operators by `ragtime status`.'],
  ['alarm', 'Alarms', 'Lines in the log of the program, which goes on: something is lost, and an operator has to act.'],
];

/** `docs/errors/README.md`: every code with its meaning, linked to its page. */
export function indexPage(): string {
  const sections = groups.map(([kind, title, introduction]) => {
    const rows = [...errorTable.values()].filter((entry) => entry.kind === kind).toSorted((one, other) => (one.code < other.code ? -1 : 1));
    const head = kind === 'problem' ? ['| code | status | meaning |', '|---|---|---|'] : ['| code | meaning |', '|---|---|'];
    return [`## ${title}`, '', introduction, '', ...head, ...rows.map(row)].join('\n');
  });
  const retired = retiredCodes.length === 0 ? [] : [`## No longer given\n\n${retiredCodes.map((code) => `- ${link(code)}`).join('\n')}`];
  const introduction = 'A code is stable: it never gets another meaning, and one that is no longer given keeps its page.';
  return `${['# Error codes', introduction, ...sections, ...retired].join('\n\n')}\n`;
}

const row = (entry: ErrorEntry): string =>
  `| ${link(entry.code)} | ${entry.kind === 'problem' ? `${entry.status} | ` : ''}${entry.title} |`;
const link = (code: string): string => `[\`${code}\`](${code}.md)`;
