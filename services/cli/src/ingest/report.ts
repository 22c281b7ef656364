import { bytesText, counted, durationText } from '../shared/format.ts';
import { type Output, plain } from '../shared/output.ts';
import { tableText } from '../shared/table.ts';
import { type FileOutcome, failedOf, type IngestReport } from './outcome.ts';

const titles: Readonly<Record<FileOutcome['kind'], string>> = {
  added: 'added',
  replaced: 'replaced',
  read: 'read',
  unchanged: 'unchanged',
  failed: 'failed',
};

/** The summary for a person: a table, and the name of each failed document. */
export function printReport(output: Output, report: IngestReport): void {
  const { outcomes, removed, unfinished, isInterrupted, dataset, durationMs } = report;
  const rows = Object.entries(titles).flatMap(([kind, title]) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind);
    return of.length === 0 ? [] : [[title, `${of.length}`, ...sumsOf(of)]];
  });
  if (removed.length > 0) rows.push(['removed', `${removed.length}`, '', '', '']);
  if (unfinished.length > 0) rows.push(['not finished', `${unfinished.length}`, '', '', '']);
  output.print('');
  if (rows.length === 0) output.print('No file was found.');
  else
    output.print(
      tableText(
        output,
        [
          { title: '' },
          { title: 'documents', align: 'right' },
          { title: 'pages', align: 'right' },
          { title: 'passages', align: 'right' },
          { title: 'size', align: 'right' },
        ],
        rows,
      ),
    );
  output.print(`\nDataset "${plain(dataset)}", ${durationText(durationMs)}.`);
  const failed = failedOf(report);
  if (report.pruning === 'refused') output.print('Nothing was removed: some paths could not be read, so missing files are not known.');
  if (failed.length > 0) output.print(output.styled('red', `\n${counted(failed.length, 'document')} failed:`));
  for (const { name, message, code } of failed) output.print(`  ${plain(name)}: ${plain(message)} [${code}]`);
  if (isInterrupted) output.print('\nInterrupted: the same command goes on where this one stopped.');
}

function sumsOf(outcomes: readonly FileOutcome[]): readonly string[] {
  const sum = (valueOf: (outcome: FileOutcome) => number) => outcomes.reduce((total, outcome) => total + valueOf(outcome), 0);
  const pages = sum((outcome) => ('pages' in outcome ? outcome.pages : 0));
  const chunks = sum((outcome) => ('chunks' in outcome ? outcome.chunks : 0));
  return [pages === 0 ? '' : `${pages}`, chunks === 0 ? '' : `${chunks}`, bytesText(sum(({ sizeBytes }) => sizeBytes))];
}
