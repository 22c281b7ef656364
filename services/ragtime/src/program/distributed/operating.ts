import { NodeAway } from '@ragtime/node-link';
import type { Comparison, OperatedProjection } from '@ragtime/operations-api';
import type { Timers } from '@ragtime/runtime';
import { z } from 'zod';
import type { LedPart } from '../roles/leadership.ts';
import type { Leaders } from './leaders.ts';
import type { Node } from './nodes.ts';

const ask = { timeoutMs: 5_000 };
/** A rebuild of everything may take long; it ends when its caller hangs up. */
const rebuildTimeoutMs = 24 * 60 * 60 * 1_000;
const progressEveryMs = 500;
/** The code of a NodeAway, whether this process threw it or another node sent it. */
const away: NodeAway['code'] = 'outcome-unknown';

const Named = z.object({ name: z.string() });
/** Nodes of earlier releases do not send it. */
const Forced = z.object({ force: z.boolean().optional() });
const Key = z.object({ name: z.string(), partition: z.templateLiteral([z.string(), '/', z.int()]), key: z.string() });
const Resolved = z.enum(['resolved', 'still-failing', 'not-stopped']);
const State = z.object({
  lag: z.number(),
  stopped: z.array(
    z.object({
      partition: z.templateLiteral([z.string(), '/', z.int()]),
      key: z.string(),
      offset: z.int(),
      category: z.enum(['handler-threw', 'cannot-decode', 'unknown-schema', 'unknown-type']),
      detail: z.string(),
    }),
  ),
  trouble: z.union([z.string(), z.undefined()]),
});

/** Lets other nodes operate the projections that run in this process. */
export function serveProjections(node: Node, own: () => readonly OperatedProjection[]): void {
  const progress = new Map<string, object>();
  function find(argument: unknown): OperatedProjection {
    const { name } = Named.parse(argument);
    const found = own().find((one) => one.name === name);
    if (found === undefined) throw new NodeAway(`the projection ${name} does not run in this process`);
    return found;
  }
  node.answer('projection-state', async (argument) => await find(argument).state());
  node.answer('projection-progress', async (argument) => await Promise.resolve(progress.get(Named.parse(argument).name)));
  node.answer('projection-switch-back', async (argument) => await find(argument).switchBack());
  node.answer('projection-resolve', async (argument) => {
    const { partition, key } = Key.parse(argument);
    return await find(argument).resolve(partition, key);
  });
  node.answer('projection-rebuild', async (argument, signal) => {
    const projection = find(argument);
    try {
      return await projection.rebuild({
        signal,
        force: Forced.parse(argument).force ?? false,
        onProgress: (at) => void progress.set(projection.name, at),
      });
    } finally {
      progress.delete(projection.name);
    }
  });
}

/** A projection that runs in any one of the processes. */
export function remoteProjection(
  name: string,
  part: LedPart,
  { leaders, timers }: { readonly leaders: Leaders; readonly timers: Timers },
): OperatedProjection {
  return {
    name,
    async state() {
      try {
        return State.parse(await leaders.ask(part, 'projection-state', { name }, ask));
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || error.code !== away) throw error;
        return { lag: undefined, stopped: [], trouble: error.message };
      }
    },
    async rebuild({ onProgress, signal, force }) {
      const isOver = new AbortController();
      const watching = watch(onProgress, isOver.signal);
      try {
        return (await leaders.ask(part, 'projection-rebuild', { name, force }, { timeoutMs: rebuildTimeoutMs, signal })) as Comparison;
      } finally {
        isOver.abort();
        await watching;
      }
    },
    switchBack: async () =>
      z.object({ generation: z.int() }).parse(await leaders.ask(part, 'projection-switch-back', { name }, { timeoutMs: 60_000 })),
    resolve: async (partition, key) =>
      Resolved.parse(await leaders.ask(part, 'projection-resolve', { name, partition, key }, { timeoutMs: 60_000 })),
  };

  async function watch(onProgress: (progress: object) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const progress = await leaders.ask(part, 'projection-progress', { name }, ask).catch(() => undefined);
      if (typeof progress === 'object' && progress !== null && !signal.aborted) onProgress(progress);
      await timers.sleep(progressEveryMs, signal).catch(() => undefined);
    }
  }
}
