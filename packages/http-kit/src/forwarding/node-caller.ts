import type { Machine } from '@ragtime/runtime';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { callPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { sign } from './signature.ts';

/** Nobody answered at the node's port, or not to the end: whether the call was carried out is not known. */
export class NodeAway extends Error {
  override readonly name = 'NodeAway';
}

export interface NodeCaller {
  /** What the node's handler of that name answers. @throws NodeAway; an error of the name and message that the handler threw. */
  call(
    address: string,
    name: string,
    argument: unknown,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown>;
  close(): Promise<void>;
}

const Answer = z.union([z.object({ answer: z.unknown() }), z.object({ error: z.object({ name: z.string(), message: z.string() }) })]);
const connectMsMax = 1_000;

/** @param secret of the installation, 32 bytes */
export function createNodeCaller({ secret, machine }: { readonly secret: Uint8Array; readonly machine: Machine }): NodeCaller {
  // How long an answer may take, the caller says.
  const agent = new Agent({ connect: { timeout: connectMsMax }, headersTimeout: 0, bodyTimeout: 0 });
  return {
    async call(address, name, argument, { timeoutMs, signal }) {
      const body = pack({ argument });
      const call = { method: 'POST', path: callPath(name), body };
      const late = new AbortController();
      const timer = machine.timers.after(timeoutMs, () => late.abort(new Error('no answer in time')));
      let text: string;
      try {
        const { statusCode, body: answer } = await request(new URL(call.path, address), {
          method: call.method,
          body,
          headers: { 'content-type': 'application/json', ...sign(secret, call, machine) },
          signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
          dispatcher: agent,
        });
        text = await answer.text();
        if (statusCode !== 200) throw new Error(`it answered ${statusCode}`);
      } catch (cause) {
        throw new NodeAway(`the node at ${address} cannot be asked for ${name}`, { cause });
      } finally {
        timer.cancel();
      }
      const answered = Answer.parse(unpack(text));
      if ('answer' in answered) return answered.answer;
      const error = new Error(answered.error.message);
      error.name = answered.error.name;
      throw error;
    },
    close: async () => await agent.close(),
  };
}
