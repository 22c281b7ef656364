import { bytesText, Ended, exitCodes, type Output, plain } from '@ragtime/cli';
import { type Loss, type Manifest, summaryOf } from './programs.ts';

/** More lines than this help nobody; `--json` has all of them. */
const linesMax = 50;

const names: Readonly<Record<Loss['what'], string>> = {
  original: 'the uploaded bytes',
  artifact: 'a result of parsing',
  key: 'the key',
  vault: 'records of the key vault',
};

/**
 * Prints what was done, and what is damaged or missing.
 *
 * @param done the first words of the sentence, such as `/mnt/monday is whole`.
 * @throws Ended with `incomplete` when anything is damaged or missing.
 */
export function report(output: Output, manifest: Manifest, done: string, asJson: boolean): void {
  const { losses } = manifest;
  if (asJson) output.json(manifest);
  else if (losses.length === 0) output.print(`${output.styled('green', '✔')} ${done}: ${summaryOf(manifest, bytesText)}`);
  else
    output.print(
      [
        `${output.styled('yellow', '!')} ${done}: ${summaryOf(manifest, bytesText)}`,
        `  ${losses.length} of the things that its log names ${losses.length === 1 ? 'is' : 'are'} damaged or missing; everything else is whole: [backup-incomplete]`,
        ...losses.slice(0, linesMax).map((loss) => `  ${plain(lossText(loss))}`),
        ...(losses.length > linesMax ? [`  and ${losses.length - linesMax} more: use --json`] : []),
        '  docs/errors/backup-incomplete.md',
      ].join('\n'),
    );
  if (losses.length > 0) throw new Ended(exitCodes.incomplete);
}

const lossText = ({ what, fault, path, documentId }: Loss): string =>
  `${fault.padEnd(10)} ${names[what]}${documentId === undefined ? '' : ` of the document ${documentId}`} (${path})`;
