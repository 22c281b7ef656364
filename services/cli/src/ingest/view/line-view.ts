import type { Output } from '../../shared/output.ts';
import { outcomeText, removedText } from './outcome-text.ts';
import { type IngestView, noView } from './view.ts';

/** One line for each document, when it has ended: for logs and pipes. Unchanged documents are only counted. */
export function createLineView(output: Output): IngestView {
  let total = 0;
  let ended = 0;
  return {
    ...noView,
    found(count) {
      total = count;
    },
    ended(outcome) {
      ended += 1;
      if (outcome.kind !== 'unchanged') output.print(`[${ended}/${total}] ${outcomeText(output, outcome)}`);
    },
    removed: (name) => output.print(removedText(output, name)),
  };
}
