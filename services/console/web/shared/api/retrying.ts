import { retry } from '@ragtime/runtime/waiting';
import { machine, randomKey } from '../machine.ts';

const attemptsMax = 4;
const betweenMs = [700, 4_000] as const;
const passing = new Set([429, 503, 504]);

/** Carries an answer for which another attempt may succeed. */
class Later extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super();
    this.response = response;
  }
}

/**
 * Repeats a request that was not answered, or whose answer asks for a retry. A write carries one idempotency key for all its attempts,
 * so that it is done once. A stream is opened once; its reader opens it again.
 *
 * @throws the error of the last attempt.
 */
export function retrying(fetch: (request: Request) => Promise<Response>): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.headers.get('accept') === 'text/event-stream') return await fetch(request);
    if (request.method !== 'GET' && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', randomKey());
    const attempt = async () => {
      const response = await fetch(request.clone());
      if (passing.has(response.status)) throw new Later(response);
      return response;
    };
    try {
      return await retry(attempt, { machine, betweenMs, attemptsMax, signal: request.signal });
    } catch (error) {
      if (error instanceof Later) return error.response;
      throw error;
    }
  };
}
