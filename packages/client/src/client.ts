import { realMachine } from '@ragtime/runtime';
import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from './generated/api.ts';
import { asProblem, RagtimeUnreachable } from './problem.ts';
import { type StreamedEvent, type StreamOptions, streamEvents } from './streams.ts';
import { type UploadedItem, type UploadFile, type UploadOptions, uploadFiles } from './uploads.ts';

export interface ClientOptions {
  /** Such as `http://127.0.0.1:9300`. */
  readonly baseUrl: string;
  /** `rt_…`. Without one only public routes answer. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface Client {
  /** Every route with its types, as `openapi-fetch` has it: answers are `{ data }` or `{ error, response }`. */
  readonly api: FetchClient<paths>;
  /** @throws RagtimeProblem when all were refused. */
  upload(datasetId: string, files: readonly UploadFile[], options?: UploadOptions): Promise<readonly UploadedItem[]>;
  /** Changes of documents, of one dataset or of all, without end. */
  watch(options?: StreamOptions & { readonly datasetId?: string | undefined }): AsyncGenerator<StreamedEvent>;
  /** The audit log as it grows, without end. `query` as that of `GET /v1/events`. */
  follow(options?: StreamOptions & { readonly query?: Readonly<Record<string, string>> | undefined }): AsyncGenerator<StreamedEvent>;
}

export function createClient({ baseUrl: given, apiKey, fetch = globalThis.fetch }: ClientOptions): Client {
  const baseUrl = given.replace(/\/+$/, '');
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const needs = {
    baseUrl,
    headers,
    fetch,
    machine: realMachine,
  };
  return {
    api: createFetchClient<paths>({ baseUrl, headers, fetch: async (request) => await fetch(request) }),
    upload: async (datasetId, files, options) => await uploadFiles(needs, datasetId, files, options),
    watch: ({ datasetId, ...options } = {}) =>
      streamEvents(`${baseUrl}/v1/${datasetId === undefined ? '' : `datasets/${encodeURIComponent(datasetId)}/`}progress`, needs, options),
    follow: ({ query = {}, ...options } = {}) =>
      streamEvents(`${baseUrl}/v1/events?${new URLSearchParams({ ...query, follow: 'true' }).toString()}`, needs, options),
  };
}

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer of `api`. @throws RagtimeProblem, RagtimeUnreachable */
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
