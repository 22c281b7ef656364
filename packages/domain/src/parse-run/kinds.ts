import { failedAttemptsMax, lostWorkersMax, lostWorkersUntilAlone, windowsPerRunMax } from '../limits.ts';

/** What one task works on: a range of a document's units, a whole document, or everything in a dataset. */
export type TaskScope = 'window' | 'document' | 'dataset';

/** What a task needs from its worker. A worker says how many of its slots tasks of each resource may take. */
export const taskResources = ['light', 'heavy', 'model'] as const;
export type TaskResource = (typeof taskResources)[number];

export interface TaskBudget {
  /** Attempts that may end in an error of the task's own. The last of them kills the task. */
  readonly failedAttemptsMax: number;
  /** After this many lost workers the next attempt runs alone on its worker. */
  readonly lostWorkersUntilAlone: number;
  /** After this many lost workers the task is dead. */
  readonly lostWorkersMax: number;
}

export interface TaskKind {
  /** A run has many tasks of scope `window`, numbered by their place, and one of each other kind. */
  readonly scope: TaskScope;
  /** A task of this kind starts only when no task of these kinds is open, and none can be added any more. */
  readonly waitsFor: readonly string[];
  readonly budget: TaskBudget;
  readonly resource: TaskResource;
  /** The kinds of task that a completion may add to its run, and how many of each the run may have. */
  readonly mayAdd: Readonly<Record<string, number>>;
}

/** By name: lower-case words with hyphens between them. A name that is in a log never gets another meaning. */
export type TaskKinds = Readonly<Record<string, TaskKind>>;

const budget: TaskBudget = { failedAttemptsMax, lostWorkersUntilAlone, lostWorkersMax };

/**
 * Every kind of task, in the order in which their results stand in the document. A new one is a line here, and a handler in the
 * worker's table (`services/parse-worker/src/work/handlers.ts`).
 */
export const taskKinds = {
  /** The first task of each run of a document: finds the windows, or does a document of one window whole. */
  plan: { scope: 'document', waitsFor: [], budget, resource: 'heavy', mayAdd: { window: windowsPerRunMax } },
  window: { scope: 'window', waitsFor: [], budget, resource: 'heavy', mayAdd: {} },
} as const satisfies TaskKinds;

/** Undefined for a kind that this release does not know. */
export const kindOf = (kinds: TaskKinds, name: string): TaskKind | undefined => (Object.hasOwn(kinds, name) ? kinds[name] : undefined);

/** The kinds whose open tasks keep a task of kind `name` from starting: those that it waits for, and those that may still add one of these. */
export function blockersOf(kinds: TaskKinds, name: string): ReadonlySet<string> {
  const blockers = new Set<string>(kindOf(kinds, name)?.waitsFor);
  for (const blocker of blockers) {
    for (const [other, { mayAdd }] of Object.entries(kinds)) if (Object.hasOwn(mayAdd, blocker)) blockers.add(other);
  }
  return blockers;
}

const namePattern = /^[a-z]+(?:-[a-z]+)*$/u;

/** The faults of a table of kinds, in words. Empty if every run with these kinds can end. */
export function faultsOf(kinds: TaskKinds): readonly string[] {
  const faults: string[] = [];
  for (const [name, { scope, waitsFor, mayAdd }] of Object.entries(kinds)) {
    if (!namePattern.test(name)) faults.push(`${name} is not a valid name of a kind`);
    for (const other of waitsFor) if (kindOf(kinds, other) === undefined) faults.push(`${name} waits for ${other}, which is no kind`);
    for (const other of Object.keys(mayAdd)) {
      const added = kindOf(kinds, other);
      if (added === undefined) faults.push(`${name} may add ${other}, which is no kind`);
      else if ((scope === 'dataset') !== (added.scope === 'dataset'))
        faults.push(`${name} may add ${other}, whose runs are of another scope`);
    }
    if (isBlockedByItself(kinds, name)) faults.push(`${name} waits for itself`);
  }
  return faults;
}

function isBlockedByItself(kinds: TaskKinds, name: string): boolean {
  const reached = new Set(blockersOf(kinds, name));
  for (const blocker of reached) for (const next of blockersOf(kinds, blocker)) reached.add(next);
  return reached.has(name);
}
