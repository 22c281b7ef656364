import { type Client, dataOf, RagtimeProblem } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import { z } from 'zod';

const Counts = { pages: z.number().optional(), chunks: z.number().optional(), tokens: z.number().optional() };
const Failure = z.object({ code: z.string(), message: z.string() }).optional();
const State = z.object({ documentId: z.string(), runId: z.string().optional(), status: z.string(), error: Failure, ...Counts });
const Reset = z.object({ documents: z.array(State) });
const Progress = z.object({
  documentId: z.string(),
  runId: z.string(),
  progress: z.number(),
  step: z.string(),
  done: z.number(),
  of: z.number(),
  unit: z.string(),
});

export type RunProgress = z.infer<typeof Progress>;
type State = z.infer<typeof State>;

export interface RunFollower {
  /** The follower misses nothing from this position on. Older state is read at this position. */
  readonly since: string;
  /** Resolves to the last state of the run, or of a later run of the same document. Rejects when the server refuses for good. */
  ended(documentId: string, runId: string | undefined, onProgress: (progress: RunProgress) => void): Promise<State>;
  close(): void;
}

const endings = new Set(['parsed', 'failed', 'cancelled', 'deleted']);
const lookEveryMs = 15_000;
/** A restarted server is back by then. */
const looksMax = 8;

interface Waiting {
  readonly resolve: (state: State) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: (progress: RunProgress) => void;
  runId: string | undefined;
}

/** Watches a dataset over one stream, which resumes by itself after a broken connection. */
export async function followRuns(
  client: Client,
  datasetId: string,
  { machine, signal }: { readonly machine: Machine; readonly signal: AbortSignal },
): Promise<RunFollower> {
  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  const waiting = new Map<string, Waiting>();
  const last = new Map<string, State>();
  const ready = Promise.withResolvers<string>();

  function hear(state: State): void {
    last.set(state.documentId, state);
    const waiter = waiting.get(state.documentId);
    if (waiter === undefined) return;
    // Another client requested a later run meanwhile: the end of that run counts.
    if (state.status === 'queued') waiter.runId = state.runId;
    if (!endings.has(state.status) || (state.runId ?? waiter.runId) !== waiter.runId) return;
    waiting.delete(state.documentId);
    waiter.resolve(state);
  }

  function fail(error: unknown): void {
    ready.reject(error);
    for (const waiter of waiting.values()) waiter.reject(error);
    waiting.clear();
  }

  async function listen(): Promise<void> {
    for await (const { event, data, id } of client.watch({ datasetId, signal: stop })) {
      if (event === 'ready') ready.resolve(id ?? '');
      else if (event === 'reset') for (const state of Reset.parse(data).documents) hear(state);
      else if (event === 'state') hearState(data);
      else if (event === 'progress') {
        const progress = Progress.parse(data);
        waiting.get(progress.documentId)?.onProgress(progress);
      }
    }
    fail(stop.reason);
  }
  function hearState(data: unknown): void {
    const state = State.safeParse(data);
    if (state.success) hear(state.data);
  }

  let misses = 0;
  async function look(): Promise<void> {
    const [documentId] = waiting.keys();
    if (documentId === undefined) return;
    try {
      const path = { datasetId, documentId };
      hear(await dataOf(client.api.GET('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path }, signal: stop })));
      misses = 0;
    } catch (error) {
      if (error instanceof RagtimeProblem && error.code === 'document-unknown') hear({ documentId, status: 'deleted', error: undefined });
      else if ((misses += 1) >= looksMax) fail(error);
    }
  }
  const looking = machine.timers.every(lookEveryMs, () => void look());
  stop.addEventListener('abort', () => fail(stop.reason), { once: true });
  listen().catch(fail);

  return {
    since: await ready.promise,
    async ended(documentId, runId, onProgress) {
      stop.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<State>();
      waiting.set(documentId, { resolve, reject, onProgress, runId });
      const known = last.get(documentId);
      if (known !== undefined && known.runId === runId) hear(known);
      return await promise;
    },
    close() {
      looking.cancel();
      halt.abort(new Error('the follower was closed'));
    },
  };
}
