import { realMachine } from '@ragtime/runtime';
import { type ApiClient, createApiClient, headersOf } from './api-client.ts';
import { type UploadedItem, type UploadFile, type UploadOptions, uploadFiles } from './uploads.ts';

export interface ClientOptions {
  /** Such as `http://127.0.0.1:9300`. */
  readonly baseUrl: string;
  /** `rt_…`. Without one only public routes answer. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface Client extends ApiClient {
  /** @throws RagtimeProblem when all files were refused. */
  upload(datasetId: string, files: readonly UploadFile[], options?: UploadOptions): Promise<readonly UploadedItem[]>;
}

export function createClient({ baseUrl: given, apiKey, fetch = globalThis.fetch }: ClientOptions): Client {
  const baseUrl = given.replace(/\/+$/, '');
  return {
    ...createApiClient({ baseUrl, apiKey, fetch, machine: realMachine }),
    upload: async (datasetId, files, options) =>
      await uploadFiles({ baseUrl, headers: headersOf(apiKey), fetch }, datasetId, files, options),
  };
}
