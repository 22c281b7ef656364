import { type Answer, at } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import type { Program } from './program.ts';

export interface AskOptions {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Asked = (method: string, path: string, options?: AskOptions) => Promise<Answer>;

/** Over a real line, as the owner. Each request is sent once. */
export const askerOnceOf =
  ({ url, apiKey }: Pick<Program, 'url' | 'apiKey'>): Asked =>
  async (method, path, { json, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  };

/**
 * As `askerOnceOf`, and repeats what a node refuses while it does not know who may do what, as its answer asks for. A node that got no
 * processor for two seconds refuses so; it has neither read nor written anything.
 */
export function askerOf(program: Pick<Program, 'url' | 'apiKey'>): Asked {
  const once = askerOnceOf(program);
  return async (...request) =>
    await eventually('the node knows who may do what', async () => {
      const answer = await once(...request);
      return at(answer, 'code') === 'access-behind' ? undefined : answer;
    });
}
