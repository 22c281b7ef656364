import type { HttpServer } from '@ragtime/http-kit';
import type { Answer } from '@ragtime/testkit/answers';

export interface CallOptions {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'HEAD', url: string, options?: CallOptions) => Promise<Answer>;

/** Asks without a port, as one caller. */
export const callerOf =
  (app: HttpServer, ofCaller: string | undefined): Call =>
  async (method, url, { key = ofCaller, body, headers = {} } = {}) => {
    const response = await app.inject({
      method,
      url,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = /json/.test(String(response.headers['content-type'] ?? ''));
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson && response.body !== '' ? response.json() : response.body,
    };
  };
