import type { HttpServer } from '@ragtime/http-kit';
import { realMachine as machine } from '@ragtime/runtime';

export interface Called {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** A member of an answer by its path, `items.0.documentId`; undefined where there is none. */
export const at = (called: { readonly body: unknown }, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, member) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined),
      called.body,
    );

/** The same, where it must be a text. */
export function textAt(called: { readonly status?: number; readonly body: unknown }, path: string): string {
  const value = at(called, path);
  if (typeof value === 'string') return value;
  throw new Error(`no text at ${path} of ${called.status}: ${JSON.stringify(called.body)}`);
}

export const itemsOf = (called: { readonly body: unknown }): readonly Readonly<Record<string, unknown>>[] =>
  at(called, 'items') as readonly Readonly<Record<string, unknown>>[];

export interface CallOptions {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'HEAD', url: string, options?: CallOptions) => Promise<Called>;

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

/** Asks again until it is so: for what goes on behind the answers. `what` may be asked at the end, to tell what was there instead. */
export async function eventually<Value>(
  what: string | (() => string),
  ask: () => Promise<Value | undefined>,
  withinMs = 20_000,
): Promise<Value> {
  const until = machine.clock.monotonicMs() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (machine.clock.monotonicMs() > until) throw new Error(`not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`);
    await machine.timers.sleep(20);
  }
}
