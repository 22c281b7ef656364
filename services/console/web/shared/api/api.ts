import { type ApiClient, asProblem, type components, createApiClient, type RagtimeProblem } from '@ragtime/client/web';
import { machine } from '../machine.ts';
import { retrying } from './retrying.ts';

export type Schemas = components['schemas'];

export interface Api extends ApiClient {
  readonly key: string;
}

export interface ApiOptions {
  readonly key: string;
  /** Called when the server does not know the key, or no longer knows it. */
  readonly onRefused: (problem: RagtimeProblem) => void;
  /** Called after any answer, also after a refusal. */
  readonly onAnswered: () => void;
}

export function createApi({ key, onRefused, onAnswered }: ApiOptions): Api {
  const fetch = retrying(async (request) => {
    const response = await globalThis.fetch(request);
    onAnswered();
    if (response.status === 401)
      onRefused(
        asProblem(
          response,
          await response
            .clone()
            .json()
            .catch(() => undefined),
        ),
      );
    return response;
  });
  return { key, ...createApiClient({ baseUrl: location.origin, apiKey: key, fetch, machine }) };
}
