import { createEventReader } from './event-lines.js';
import { randomKey, sleep } from './machine.js';

/**
 * @typedef {import('@ragtime/client').components['schemas']} Schemas
 * @typedef {import('./event-lines.js').StreamedEvent} StreamedEvent
 * @typedef {{ query?: Record<string, string | number | readonly string[] | undefined>, body?: unknown, signal?: AbortSignal | undefined }} Asking
 * @typedef {{ path: string, after: string | undefined, signal: AbortSignal, onLine: (isOpen: boolean) => void }} Watching
 */

const attemptsMax = 4;

/** The server answered, and not with a success; or not at all. */
export class Problem extends Error {
  /**
   * @param {number} status 0 where no answer came.
   * @param {Partial<Schemas['Problem']>} body
   */
  constructor(status, body) {
    const { title = 'The server does not answer', detail } = body;
    super(detail === undefined ? title : `${title}: ${detail}`);
    this.status = status;
    this.code = body.code;
    this.page = body.type?.startsWith('/docs/') ? body.type : undefined;
  }

  /** Whether the same request may pass later. */
  get isPassing() {
    return [0, 429, 503, 504].includes(this.status);
  }
}

/** @typedef {ReturnType<typeof createApi>} Api */

/**
 * @param {string} key
 * @param {(problem: Problem) => void} onRefused The key is not, or no longer, known.
 */
export function createApi(key, onRefused) {
  const authorization = `Bearer ${key}`;

  /**
   * @param {string} path
   * @param {Omit<RequestInit, 'headers'> & { headers: Record<string, string> }} request
   * @returns {Promise<Response>} a success.
   */
  async function open(path, { headers, ...request }) {
    const response = await fetch(path, { ...request, headers: { ...headers, authorization } }).catch((error) => {
      throw request.signal?.aborted ? error : new Problem(0, {});
    });
    if (response.ok) return response;
    const problem = new Problem(response.status, await response.json().catch(() => ({ title: response.statusText })));
    if (problem.status === 401) onRefused(problem);
    throw problem;
  }

  /**
   * A write that may have been lost is repeated under its key, so that it is done once.
   *
   * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method
   * @param {string} path
   * @param {Asking} [asking]
   * @returns {Promise<Response>}
   */
  async function repeat(method, path, { query = {}, body, signal } = {}) {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      for (const each of [value].flat()) if (each !== undefined) parameters.append(name, String(each));
    const request = {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'idempotency-key': randomKey() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await open(`${path}${parameters.size === 0 ? '' : `?${parameters}`}`, request);
      } catch (error) {
        if (!(error instanceof Problem) || !error.isPassing || attempt === attemptsMax) throw error;
        await sleep(250 * 2 ** attempt, signal);
      }
    }
  }

  return {
    authorization,

    /**
     * @template Data
     * @param {Parameters<typeof repeat>} asked
     * @returns {Promise<Data>}
     */
    async ask(...asked) {
      return await (await repeat(...asked)).json();
    },

    /**
     * @template Data
     * @param {string} path
     * @param {Asking} [asking]
     * @returns {Promise<{ data: Data, position: string | undefined }>} what was read, and where a stream goes on behind it.
     */
    async read(path, asking) {
      const response = await repeat('GET', path, asking);
      return { data: await response.json(), position: response.headers.get('ragtime-position') ?? undefined };
    },

    /**
     * @param {string} path
     * @returns {Promise<Blob>}
     */
    async download(path) {
      return await (await repeat('GET', path)).blob();
    },

    /**
     * Events without end; a broken line is taken up again behind the last event that came.
     *
     * @param {Watching} watching
     * @returns {AsyncGenerator<StreamedEvent>}
     */
    async *watch({ path, after, signal, onLine }) {
      let lastId = after;
      for (let failures = 0; !signal.aborted; ) {
        try {
          const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
          const { body } = await open(path, { headers, signal });
          const reader = createEventReader();
          onLine(true);
          failures = 0;
          for await (const text of textOf(body))
            for (const event of reader.read(text)) {
              lastId = event.id ?? lastId;
              yield event;
            }
        } catch (error) {
          if (signal.aborted) return;
          if (error instanceof Problem && !error.isPassing) throw error;
        }
        onLine(false);
        await sleep(Math.min(5_000, 250 * 2 ** failures), signal);
        failures += 1;
      }
    },
  };
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} body
 * @returns {AsyncGenerator<string>}
 */
async function* textOf(body) {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const piece = await reader?.read();
      if (piece?.value === undefined) return;
      yield piece.value;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** @param {readonly string[]} parts */
export const pathOf = (...parts) => `/v1/${parts.map(encodeURIComponent).join('/')}`;
