import { counted, durationText } from '../../shared/format.ts';
import { type Output, plain } from '../../shared/output.ts';
import type { FileOutcome } from '../outcome.ts';

const words = { added: 'read', replaced: 'replaced', read: 'read', unchanged: 'unchanged' } as const;

/** `✔ handbook/holidays.md  read: 3 pages, 12 passages, 0.4 s` */
export function outcomeText(output: Output, outcome: FileOutcome): string {
  const name = plain(outcome.name);
  if (outcome.kind === 'failed')
    return `${output.styled('red', '✘')} ${name}  ${output.styled('red', `failed: ${plain(outcome.message)} [${outcome.code}]`)}`;
  const sign = output.styled('green', '✔');
  if (outcome.kind === 'unchanged') return `${sign} ${name}  ${output.styled('dim', words.unchanged)}`;
  const { pages, chunks, durationMs } = outcome;
  const counts = [...(pages === 0 ? [] : [counted(pages, 'page')]), counted(chunks, 'passage'), durationText(durationMs)];
  return `${sign} ${name}  ${output.styled('dim', `${words[outcome.kind]}: ${counts.join(', ')}`)}`;
}

export const removedText = (output: Output, name: string): string =>
  `${output.styled('yellow', '−')} ${plain(name)}  ${output.styled('dim', 'removed: it has no file')}`;
