import { requestCases } from '@ragtime/api-testing/bad-requests';
import { commandCases } from './cases/commands.ts';
import { type FileCase, fileCases } from './cases/files.ts';
import { lineCases, slowBody, slowHead } from './cases/lines.ts';

export const pageFile = new URL('../../../docs/limits.md', import.meta.url);

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

const linked = (code: string | undefined): string => (code === undefined ? '' : `[${code}](errors/${code}.md)`);

/** All files of one format that are cut off at some place share one row. */
function fileRows(): readonly (readonly string[])[] {
  const endOf = ({ ends }: FileCase) => (ends === 'parsed' ? 'read' : linked(ends));
  const isCut = ({ name }: FileCase) => name.startsWith('cut-');
  const cut = Map.groupBy(fileCases.filter(isCut), ({ name }) => name.split('.')[1] ?? '');
  const sums = [...cut].map(([format, cases]) => {
    const ends = Map.groupBy(cases, endOf);
    return [`a ${format} cut off at ${cases.length} places`, [...ends].map(([end, of]) => `${of.length} × ${end}`).join(', ')];
  });
  return [...fileCases.filter((one) => !isCut(one)).map((one) => [one.what, endOf(one)]), ...sums];
}

/** `docs/limits.md`, made from the cases of the tests. */
export const pageOf = (): string => `# What bad input gets

Made of the cases that the tests ask a running server: \`node e2e/src/limits/write-page.ts\`. Every code has a page under [errors](errors/README.md).

## Files

Every file is taken; its run ends as said here, the others of the same upload go on, and \`ragtime ingest\` lists those that failed and ends with 1.

${table(['file', 'its run ends'], fileRows())}

## Requests

${table(
  ['request', 'status', 'code'],
  requestCases.map(({ what, status, code }) => [what, String(status), linked(code)]),
)}

## Lines

${table(
  ['what comes', 'status', 'code'],
  [...lineCases, slowHead, slowBody].map(({ what, status, code }) => [
    what,
    status === undefined ? 'no answer' : String(status),
    linked(code),
  ]),
)}

## The command line

0 is success, 1 that something failed, 2 that the command itself was wrong.

${table(
  ['command', 'ends with', 'says'],
  commandCases.map(({ what, exitCode, says }) => [what, String(exitCode), says === '' ? '' : `\`${says}\``]),
)}

## A full disk

| while | what happens |
|---|---|
| uploading, with less than 128 MiB free | 507 [storage-full](errors/storage-full.md); nothing of the upload is kept. Commands go on, deletions among them |
| deciding a command, with less than 64 MiB free | 507; nothing was written, and nothing of what was acknowledged is lost |
| projecting | answers are as old as they say, or 503; it goes on by itself when there is room again |
| parsing | the task waits with its worker's slot, and goes on where it was |
`;
