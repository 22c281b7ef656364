import { createLogUpdate } from 'log-update';
import { barText } from './format.ts';
import type { Output } from './output.ts';

export type ProgressLine = ReturnType<typeof createProgressLine>;

/** A bar that is drawn over at a terminal; a line a phase where there is none. On the error stream. */
export function createProgressLine(output: Output) {
  const draw = output.isTerminal ? createLogUpdate(output.errorStream, { showCursor: true }) : undefined;
  let told = '';
  return {
    /** @param share from 0 to 1, where it is known; `detail` is of this moment. */
    update(phase: string, share: number | undefined, detail = ''): void {
      if (draw !== undefined) draw(`  ${share === undefined ? '' : `${output.styled('cyan', barText(share, 24))}  `}${phase}${detail}`);
      else if (told !== phase) output.note(`${phase}${detail}`);
      told = phase;
    },
    end(): void {
      draw?.clear();
      draw?.done();
    },
  };
}
