/** The door for browsers: without files of a disk, and without Node's clock. */
export { type ApiClient, type ApiClientOptions, createApiClient, dataOf } from './api-client.ts';
export type { components, operations, paths } from './generated/api.ts';
export { asProblem, type ProblemBody, RagtimeProblem, RagtimeUnreachable } from './problem.ts';
export type { StreamedEvent } from './streams.ts';
