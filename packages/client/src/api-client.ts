import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from './generated/api.ts';
import { asProblem, RagtimeUnreachable } from './problem.ts';
import { type StreamedEvent, type StreamNeeds, type StreamOptions, streamEvents } from './streams.ts';

export interface ApiClientOptions {
  /** Such as `http://127.0.0.1:9300`. Empty in a page that the server itself serves. */
  readonly baseUrl: string;
  /** `rt_…`. Without one only public routes answer. */
  readonly apiKey?: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly machine: StreamNeeds['machine'];
}

/** The part of the client that needs only `fetch`, so that it works on Node and in browsers. */
export interface ApiClient {
  /** Every route with its types, by `openapi-fetch`: answers are `{ data }` or `{ error, response }`. */
  readonly api: FetchClient<paths>;
  /** An endless stream of the changes of documents, in one dataset or in all. */
  watch(options?: StreamOptions & { readonly datasetId?: string | undefined }): AsyncGenerator<StreamedEvent>;
  /** An endless stream of the audit log as it grows. `query` is that of `GET /v1/events`. */
  follow(options?: StreamOptions & { readonly query?: Readonly<Record<string, string>> | undefined }): AsyncGenerator<StreamedEvent>;
}

export function createApiClient({ baseUrl, apiKey, fetch, machine }: ApiClientOptions): ApiClient {
  const headers = headersOf(apiKey);
  const needs: StreamNeeds = { headers, fetch, machine };
  return {
    api: createFetchClient<paths>({ baseUrl, headers, fetch: async (request) => await fetch(request) }),
    watch: ({ datasetId, ...options } = {}) =>
      streamEvents(`${baseUrl}/v1/${datasetId === undefined ? '' : `datasets/${encodeURIComponent(datasetId)}/`}progress`, needs, options),
    follow: ({ query = {}, ...options } = {}) =>
      streamEvents(`${baseUrl}/v1/events?${new URLSearchParams({ ...query, follow: 'true' }).toString()}`, needs, options),
  };
}

export const headersOf = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Returns the data of an answer of `api`. @throws RagtimeProblem, RagtimeUnreachable */
export async function dataOf<Data>(asked: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await asked;
  } catch (cause) {
    throw new RagtimeUnreachable('the server does not answer', { cause });
  }
  const { data, error, response } = answered;
  if (!response.ok) throw asProblem(response, error);
  if (data === undefined || data === null) throw asProblem(response, { title: 'an answer without data' });
  return data;
}
