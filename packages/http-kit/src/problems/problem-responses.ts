import { Problem } from './problem-error.ts';

/** The problems that any route may answer with. */
export const problemResponses = Object.fromEntries(
  ([400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503, 504, 507] as const).map((status) => [status, Problem]),
) as Record<400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503 | 504 | 507, typeof Problem>;
