/** The entry for browsers. It uses no files and none of Node's modules. */
export { type ApiClient, type ApiClientOptions, createApiClient, dataOf } from './api-client.ts';
export type { components, operations, paths } from './generated/api.ts';
export { asProblem, type ProblemBody, RagtimeProblem, RagtimeUnreachable } from './problem.ts';
export type { StreamedEvent } from './streams.ts';
