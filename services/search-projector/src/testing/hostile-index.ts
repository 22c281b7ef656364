import { type Random, realMachine } from '@ragtime/runtime';
import { createMemoryIndex, type IndexEntry, type SearchIndex, type SwitchableIndex } from '@ragtime/search';
import { embedder } from './world.ts';

export interface HostileIndex extends SwitchableIndex {
  /** Repeats an earlier write, whatever happened to its entry since. */
  writeLate(): Promise<void>;
  /** After this many more calls every call throws, as if the process had died. Undefined: it lives. */
  dieAfter(calls: number | undefined): void;
  /** The same for an action that is not a call of the index. */
  around<Result>(run: () => Promise<Result>): Promise<Result>;
}

/**
 * An index that needs a refresh, writes one entry at a time, and yields between them. It may die at any of its calls, before or after the call took
 * effect.
 */
export function createHostileIndex(random: Pick<Random, 'next'>): HostileIndex {
  const memory = createMemoryIndex({ modelId: embedder.modelId, dimensions: embedder.dimensions, refreshing: 'explicit' });
  const written: IndexEntry[] = [];
  let left: number | undefined;

  async function elsewhere(): Promise<void> {
    if (left !== undefined) {
      left -= 1;
      if (left < 0) throw new Error('killed');
    }
    const turns = Math.floor(random.next() * 4);
    for (let turn = 0; turn < turns; turn += 1) await realMachine.timers.sleep(0);
  }
  async function around<Result>(run: () => Promise<Result>): Promise<Result> {
    await elsewhere();
    const result = await run();
    await elsewhere();
    return result;
  }
  const index: SearchIndex = {
    ...memory,
    async put(entries) {
      for (const entry of entries) {
        await around(async () => await memory.put([entry]));
        written.push(entry);
      }
    },
    refresh: async () => await around(async () => await memory.refresh()),
    propose: async (request) => {
      await realMachine.timers.sleep(0);
      return await memory.propose(request);
    },
    remove: async (what) => await around(async () => await memory.remove(what)),
  };
  return {
    ...index,
    around,
    origin: 'kept',
    generation: () => 1,
    current: () => index,
    begin: async () => ({ generation: 2, index: createMemoryIndex({ modelId: embedder.modelId, dimensions: embedder.dimensions }) }),
    switchTo: async () => {},
    previous: async () => undefined,
    drop: async () => {},
    wantsRebuild: async () => false,
    async writeLate() {
      const entry = written[Math.floor(random.next() * written.length)];
      if (entry === undefined) return;
      await memory.put([entry]);
      if (random.next() < 0.5) await memory.refresh();
    },
    dieAfter(calls) {
      left = calls;
    },
  };
}
