import { type ApiClient, asProblem, type components, createApiClient, type RagtimeProblem } from '@ragtime/client/web';
import { machine } from '../machine.ts';
import { retrying } from './retrying.ts';

export type Schemas = components['schemas'];

export interface Api extends ApiClient {
  readonly key: string;
}

export interface ApiOptions {
  readonly key: string;
  /** The key is not, or no longer, known to the server. */
  readonly onRefused: (problem: RagtimeProblem) => void;
  /** An answer came, whatever it says. */
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
