import { connect } from 'node:net';
import { realMachine } from '@ragtime/runtime';
import { hangsAfterMs } from '@ragtime/testkit/eventually';

/** What came back over one line. */
export interface Said {
  /** Status line, headers and body of everything, as it came. */
  readonly text: string;
  /** Of each answer in turn, 100 included. */
  readonly statuses: readonly number[];
}

/** What is written piece by piece; a function waits for what the server has said by then. */
export type Piece = string | Buffer | ((said: string) => boolean);

/**
 * Writes straight onto a line, as no HTTP client would. Done when the server has said as many answers as are awaited, or has ended
 * the line; with none awaited, the line breaks at once.
 */
export async function overLine(url: string, pieces: readonly Piece[], answers = 1): Promise<Said> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let ended = false;
  let notice: () => void = () => undefined;
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    notice();
  });
  for (const event of ['end', 'close', 'error'] as const)
    socket.on(event, () => {
      ended = true;
      notice();
    });
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    const timeout = realMachine.timers.after(hangsAfterMs, () => socket.destroy(new Error(what)));
    while (!ended && !isSo())
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    timeout.cancel();
    if (ended && !isSo() && text === '') throw new Error(`the line ended before ${what}`);
  };
  for (const piece of pieces) {
    if (typeof piece === 'function') await until('what was awaited', () => piece(text));
    else await new Promise<void>((resolve) => void socket.write(piece, () => resolve()));
  }
  if (answers > 0) await until(`${answers} answers`, () => statusesOf(text).length >= answers && isWhole(text));
  socket.destroy();
  return { text, statuses: statusesOf(text) };
}

const statusesOf = (text: string): readonly number[] => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

/** Whether the body of the last answer came, as far as its length is said. */
function isWhole(text: string): boolean {
  const last = text.slice(text.lastIndexOf('HTTP/1.1 '));
  const end = last.indexOf('\r\n\r\n');
  const [, length] = /content-length: (\d+)/i.exec(last) ?? [];
  return end >= 0 && (length === undefined || last.length - end - 4 >= Number(length) || !last.includes('{', end));
}
