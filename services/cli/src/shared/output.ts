import { stripVTControlCharacters, styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline';

/** Prints the output of a command. Documents may contain anything, so all their text goes through `plain`. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly errorStream: NodeJS.WriteStream;
  /** Whether lines can be drawn over. A terminal without a known width cannot say where lines end. */
  readonly isTerminal: boolean;
  /** Characters of a line; 100 without a terminal. */
  readonly columns: () => number;
  print(text: string): void;
  /** Prints to the error stream, which scripts do not read. */
  note(text: string): void;
  /** Prints an indented JSON document. With `lines` it prints one document a line. */
  json(value: unknown, lines?: 'lines'): void;
  /** Plain text when the output shows no colours, or the user does not want any (`NO_COLOR`). */
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

/** Untrusted text in one line, without the characters that control a terminal. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
