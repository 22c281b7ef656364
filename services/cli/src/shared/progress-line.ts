import { createLogUpdate } from 'log-update';
import { barText } from './format.ts';
import type { Output } from './output.ts';

export type ProgressLine = ReturnType<typeof createProgressLine>;

/** A bar on a terminal, which is drawn over; otherwise a line for each phase. It goes to the error stream. */
export function createProgressLine(output: Output) {
  const draw = output.isTerminal ? createLogUpdate(output.errorStream, { showCursor: true }) : undefined;
  let shown = '';
  return {
    /** @param share from 0 to 1, if it is known; `detail` describes this moment. */
    update(phase: string, share: number | undefined, detail = ''): void {
      if (draw !== undefined) draw(`  ${share === undefined ? '' : `${output.styled('cyan', barText(share, 24))}  `}${phase}${detail}`);
      else if (shown !== phase) output.note(`${phase}${detail}`);
      shown = phase;
    },
    end(): void {
      draw?.clear();
      draw?.done();
    },
  };
}
