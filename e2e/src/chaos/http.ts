import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';

const { clock, timers } = realMachine;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** `undefined` if no answer came: the write may have happened or not. */
export type Asked = Answer | undefined;

/** A form goes as multipart, everything else as JSON. */
export type Body = FormData | Readonly<Record<string, unknown>>;

export interface AskOptions {
  readonly body?: Body;
  readonly key?: string;
  /** The answer must not be older than these positions. */
  readonly after?: readonly string[];
}

export interface Caller {
  ask(method: string, path: string, options?: AskOptions): Promise<Asked>;
  /** The raw body; undefined if the answer is no success. */
  bytes(path: string): Promise<Uint8Array | undefined>;
}

/** Speaks HTTP from outside, without code of the program. */
export function createCaller(url: string, apiKey: string): Caller {
  return {
    async ask(method, path, { body, key, after = [] } = {}) {
      try {
        const response = await fetch(url + path, {
          method,
          headers: {
            authorization: `Bearer ${apiKey}`,
            ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
            ...(key === undefined ? {} : { 'idempotency-key': key }),
            ...(after.length === 0 ? {} : { 'ragtime-min-position': after.join(', ') }),
          },
          ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
      } catch {
        return undefined;
      }
    },
    async bytes(path) {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${apiKey}` } });
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    },
  };
}

/** Repeats unanswered requests and requests with a `Retry-After`, for two minutes: after a crash the program may have much to catch up with. */
export function patiently(caller: Caller): Caller {
  return {
    ...caller,
    async ask(method, path, options) {
      const until = clock.monotonicMs() + 120_000;
      for (;;) {
        const answer = await caller.ask(method, path, options);
        const isFinal = answer !== undefined && answer.status !== 503 && answer.status !== 504;
        if (isFinal || clock.monotonicMs() > until) return answer;
        await timers.sleep(200);
      }
    },
  };
}

const Listed = z.looseObject({ items: z.array(z.unknown()), nextCursor: z.string().optional() });

/** Every item of a list, page by page. Throws when a page is not answered. */
export async function listAll<Item extends z.ZodType>(caller: Caller, path: string, item: Item): Promise<z.infer<Item>[]> {
  const items: z.infer<Item>[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await caller.ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=500${from}`);
    if (answer?.status !== 200) throw new Error(`GET ${path} answered ${answer?.status ?? 'nothing'}: ${JSON.stringify(answer?.body)}`);
    const page = Listed.parse(answer.body);
    items.push(...page.items.map((one) => item.parse(one)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
