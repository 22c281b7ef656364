/** The moments in whose middle a process may be killed. Each is a call of a function, which is found in the source when it is loaded. */
export interface Place {
  readonly file: string;
  /** The head of an async function, as it is written in the file. It stands there exactly once. */
  readonly head: string;
}

export const moments = {
  append: [{ file: 'packages/event-log/src/writer/compare-and-append.ts', head: 'export async function compareAndAppend(' }],
  projection: [
    { file: 'packages/read-model/src/changes/write.ts', head: 'export async function writeChanges(' },
    { file: 'packages/search/src/visibility/write.ts', head: 'export async function writeVisibility(' },
  ],
  parse: [{ file: 'services/parse-worker/src/work/handlers.ts', head: 'export async function doTask(' }],
  snapshot: [{ file: 'packages/event-log/src/snapshot/keeper.ts', head: 'async function write(' }],
  delete: [{ file: 'services/orchestrator/src/erasure/eraser.ts', head: 'async function erase(' }],
} as const satisfies Readonly<Record<string, readonly Place[]>>;

export type Moment = keyof typeof moments;

export const isMoment = (name: string): name is Moment => Object.hasOwn(moments, name);
