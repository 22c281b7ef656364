import type { Access } from '../access.ts';

/** Access without a log, for tests of the HTTP server alone. It knows the callers that `authenticate` knows, and their access never ends. */
export const fixedAccess = (authenticate: Access['authenticate'] = () => 'unknown'): Access => ({
  ready: Promise.resolve(),
  authenticate,
  isBehind: () => false,
  stateOf: () => 'holds',
  follow: () => ({ state: () => 'holds', signal: new AbortController().signal, release: () => undefined }),
  stop: async () => undefined,
});
