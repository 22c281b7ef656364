export { dataOf } from './api-client.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export type { components, operations, paths } from './generated/api.ts';
export { type ProblemBody, RagtimeProblem, RagtimeUnreachable } from './problem.ts';
export type { StreamedEvent, StreamOptions } from './streams.ts';
export type { UploadedItem, UploadFile, UploadOptions } from './uploads.ts';
