import { z } from 'zod';
import { callPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { createSignedPoster, type SignedPostOptions } from './signed-post.ts';

/** The node did not answer, or did not answer to the end. The caller cannot know whether the node carried out the call. */
export class NodeAway extends Error {
  override readonly name = 'NodeAway';
  /** Of the table of errors. */
  readonly code = 'outcome-unknown';
}

export interface NodeCaller {
  /** Returns what the node's handler of that name answers. @throws NodeAway; an error with the code and message of what the handler threw. */
  call(
    address: string,
    name: string,
    argument: unknown,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** A node of release 0.1.0 sends no code. Its errors then have none, and an API answers them as internal errors while an upgrade rolls. */
const Answer = z.union([
  z.object({ answer: z.unknown() }),
  z.object({ error: z.object({ code: z.string().optional(), name: z.string(), message: z.string() }) }),
]);

export function createNodeCaller(options: SignedPostOptions): NodeCaller {
  const poster = createSignedPoster(options);
  return {
    async call(address, name, argument, { timeoutMs, signal }) {
      const ask = { address, path: callPath(name), body: pack({ argument }), timeoutMs, signal };
      const text = await poster.post(ask).then(
        (answer) => {
          if (answer.status === 200) return answer.text;
          throw new NodeAway(`the node at ${address} answered ${answer.status} to ${name}`);
        },
        (cause: unknown) => {
          throw new NodeAway(`the node at ${address} cannot be asked for ${name}`, { cause });
        },
      );
      const answered = Answer.parse(unpack(text));
      if ('answer' in answered) return answered.answer;
      const { code, name: className, message } = answered.error;
      throw Object.assign(new Error(message), { name: className }, code === undefined ? {} : { code });
    },
    close: async () => await poster.close(),
  };
}
