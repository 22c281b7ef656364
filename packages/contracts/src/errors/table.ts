import type { Problem } from './entry.ts';
import { alarms, recordFailures, startFailures, taskFailures } from './failures.ts';
import { problems } from './problems.ts';
import { rejections } from './rejections.ts';

/** What the `code` of an answer can be. */
export type ProblemCode = keyof typeof problems | keyof typeof rejections;
export type RejectionCode = keyof typeof rejections;
/** A plan that was refused as a result fails its attempt with the same code. */
export type TaskFailureCode = keyof typeof taskFailures | 'plan-invalid';
export type StartFailureCode = keyof typeof startFailures;
export type RecordFailureCode = keyof typeof recordFailures;
export type AlarmCode = keyof typeof alarms;
export type ErrorCode = ProblemCode | keyof typeof taskFailures | StartFailureCode | RecordFailureCode | AlarmCode;

/** `problem`: an HTTP answer. `task`: a run. `start`: the program. `record`: a record in the log. `alarm`: a line of the program's log. */
export type ErrorEntry = { readonly code: ErrorCode; readonly title: string } & (
  | ({ readonly kind: 'problem' } & Problem)
  | { readonly kind: 'task' | 'start' | 'record' | 'alarm' }
);

const problemTable: Readonly<Record<ProblemCode, Problem>> = { ...problems, ...rejections };

/** Every code, each once. A code never gets another meaning. */
export const errorTable: ReadonlyMap<string, ErrorEntry> = new Map([
  ...keysOf(problemTable).map((code) => entry({ code, kind: 'problem', ...problemTable[code] })),
  ...keysOf(taskFailures).map((code) => entry({ code, kind: 'task', ...taskFailures[code] })),
  ...keysOf(startFailures).map((code) => entry({ code, kind: 'start', ...startFailures[code] })),
  ...keysOf(recordFailures).map((code) => entry({ code, kind: 'record', ...recordFailures[code] })),
  ...keysOf(alarms).map((code) => entry({ code, kind: 'alarm', ...alarms[code] })),
]);

export const problemOf = (code: ProblemCode): Problem => problemTable[code];

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTable, code);

/** Where the page of a code is served. It is relative, so that it is right behind any host name. */
export const problemTypeUrl = (code: ErrorCode): string => `/docs/errors/${code}`;

/** Codes of earlier releases. They keep their pages and are never used again. */
export const retiredCodes: readonly string[] = ['artifact-damaged', 'artifact-missing', 'misdirected', 'not-acceptable'];

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as Key[];
}

function entry(row: ErrorEntry): readonly [string, ErrorEntry] {
  return [row.code, row];
}
