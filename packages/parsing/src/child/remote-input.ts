import type { Input } from '../input/input.ts';
import { readBytesMax } from '../pool/messages.ts';

/** Reads the file of the task through the parent, because this process cannot open files. */
export function remoteInput(
  file: { name: string; sizeBytes: number },
  ask: (offset: number, lengthBytes: number) => Promise<Uint8Array>,
): Input {
  let last: Promise<unknown> = Promise.resolve();
  const readOne = (offset: number, lengthBytes: number): Promise<Uint8Array> => {
    // The parent answers in order and its answers carry no id, so only one read is open at a time.
    const answer = last.then(() => ask(offset, lengthBytes));
    last = answer.catch(() => {});
    return answer;
  };
  return {
    ...file,
    async read(offset, lengthBytes) {
      const end = Math.min(offset + lengthBytes, file.sizeBytes);
      if (end - offset <= readBytesMax) return await readOne(offset, Math.max(0, end - offset));
      const whole = new Uint8Array(end - offset);
      let filled = 0;
      while (filled < whole.length) {
        const piece = await readOne(offset + filled, Math.min(readBytesMax, whole.length - filled));
        if (piece.length === 0) break;
        whole.set(piece, filled);
        filled += piece.length;
      }
      return whole.subarray(0, filled);
    },
  };
}
