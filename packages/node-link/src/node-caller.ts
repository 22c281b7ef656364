import { z } from 'zod';
import { callPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { createSignedPoster, type SignedPostOptions } from './signed-post.ts';

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
      const error = new Error(answered.error.message);
      error.name = answered.error.name;
      throw error;
    },
    close: async () => await poster.close(),
  };
}
