import type { Cut } from '../shared/line-windows.ts';

/** Follows quotes line by line, so that no window starts within a field that contains line ends. */
export function rowStarts(delimiter: string): Cut {
  let isQuoted = false;
  return {
    mayStartAt({ text }) {
      const isStart = !isQuoted;
      isQuoted = isQuotedAfter(text, delimiter, isQuoted);
      return isStart;
    },
  };
}

/** A quote opens only at the start of a field: `5" pipe` has none. */
function isQuotedAfter(line: string, delimiter: string, wasQuoted: boolean): boolean {
  let isQuoted = wasQuoted;
  for (let index = 0; index >= 0 && index < line.length; ) {
    if (isQuoted) {
      const end = line.indexOf('"', index);
      if (end < 0) return true;
      if (line[end + 1] === '"') index = end + 2;
      else {
        isQuoted = false;
        index = nextField(line, delimiter, end + 1);
      }
    } else if (line[index] === '"') {
      isQuoted = true;
      index++;
    } else index = nextField(line, delimiter, index);
  }
  return isQuoted;
}

function nextField(line: string, delimiter: string, from: number): number {
  const end = line.indexOf(delimiter, from);
  return end < 0 ? -1 : end + delimiter.length;
}
