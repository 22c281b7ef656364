import type { Block } from '../block.ts';
import { ParseFailure } from '../failure.ts';
import type { Input } from '../input/input.ts';
import { type FromChild, ToChild } from '../pool/messages.ts';
import { planInput, readBlocks } from '../read.ts';
import { shutNetwork } from './lockdown.ts';
import { remoteInput } from './remote-input.ts';
import { endWithParent } from './watch.ts';

/** The parser's child process. It does one task at a time, and messages bring everything that it needs. It ends when its parent ends. */

/** A message of this size keeps the parent's event loop free for other things. */
const batchCharactersMax = 128 * 1024;

/** Finer steps would not be visible, and a window may have thousands of rows. */
const progressMessages = 50;

let answerRead: ((bytes: Uint8Array) => void) | undefined;

endWithParent();
shutNetwork(); // it gives up the right to start threads, so the one above comes first
process.on('disconnect', () => process.exit(0));
process.on('message', (raw) => {
  const message = ToChild.parse(raw);
  if (message.type === 'bytes') answerRead?.(message.bytes);
  else void run(message);
});
await send({ type: 'ready' });

async function run(task: Exclude<ToChild, { type: 'bytes' }>): Promise<void> {
  const input = remoteInput(task.file, ask);
  try {
    if (task.type === 'plan') await send({ type: 'planned', plan: await planInput(input, task.limits) });
    else await sendBlocks(input, task);
  } catch (cause) {
    if (!(cause instanceof ParseFailure)) throw cause;
    await send({ type: 'failed', code: cause.code, message: cause.message });
  }
  // The garbage of one task must not count against the memory of the next.
  globalThis.gc?.();
}

async function sendBlocks(input: Input, task: Extract<ToChild, { type: 'parse' }>): Promise<void> {
  let batch: Block[] = [];
  let characters = 0;
  const flush = async () => {
    if (batch.length > 0) await send({ type: 'blocks', blocks: batch });
    batch = [];
    characters = 0;
  };
  const of = task.window.last - task.window.first + 1;
  const step = Math.max(1, Math.floor(of / progressMessages));
  let said = 0;
  const progress = (done: number) => {
    if (done <= said || (done < said + step && done < of)) return;
    said = done;
    void send({ type: 'progress', done });
  };
  for await (const block of readBlocks(input, task.plan, task.window, { limits: task.limits, progress })) {
    batch.push(block);
    characters += JSON.stringify(block).length;
    if (characters > batchCharactersMax) await flush();
  }
  await flush();
  await send({ type: 'parsed' });
}

function ask(offset: number, lengthBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    answerRead = resolve;
    send({ type: 'read', offset, lengthBytes }).catch(reject);
  });
}

/** Resolves when the message is handed to the channel, so that a slow parent slows the child down. */
function send(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}
