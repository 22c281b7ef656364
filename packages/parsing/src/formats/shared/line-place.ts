import type { Place } from '../../block.ts';

export function linePlace(line: number, lastLine: number): Place {
  return lastLine === line ? { line } : { line, lastLine };
}
