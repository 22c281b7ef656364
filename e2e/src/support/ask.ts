import type { Answer } from '@ragtime/testkit/answers';
import type { Program } from './program.ts';

export interface AskOptions {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Asked = (method: string, path: string, options?: AskOptions) => Promise<Answer>;

/** Over a real line, as the owner. */
export const askerOf =
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
