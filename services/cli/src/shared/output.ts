import { stripVTControlCharacters, styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline';

/** Where a command says what it found. Documents may hold anything, so everything of theirs goes through `plain`. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly errorStream: NodeJS.WriteStream;
  /** Whether lines can be drawn over. A terminal that does not know its width cannot tell where they end. */
  readonly isTerminal: boolean;
  /** Characters a line; 100 where there is no terminal to ask. */
  readonly columns: () => number;
  print(text: string): void;
  /** To the error stream: never part of what a script reads. */
  note(text: string): void;
  /** One JSON document a line where `lines`, else one that is indented. */
  json(value: unknown, lines?: 'lines'): void;
  /** Plain text where nobody sees colours, or does not want to (`NO_COLOR`). */
  styled(style: Style | readonly Style[], text: string): string;
}

export function createOutput({ stdout, stderr }: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream }): Output {
  const print = (text: string) => void stdout.write(`${text}\n`);
  return {
    stream: stdout,
    errorStream: stderr,
    isTerminal: stdout.isTTY && stdout.columns > 0,
    columns: () => (stdout.isTTY && stdout.columns > 0 ? Math.max(40, stdout.columns) : 100),
    print,
    note: (text) => void stderr.write(`${text}\n`),
    json: (value, lines) => print(JSON.stringify(value, undefined, lines === undefined ? 2 : undefined)),
    styled: (style, text) => styleText(typeof style === 'string' ? style : [...style], text, { stream: stdout }),
  };
}

/** Text of somebody else without what would steer the terminal; in one line. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
