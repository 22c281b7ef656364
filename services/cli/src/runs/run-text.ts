import type { components } from '@ragtime/client';
import { counted, durationText, shortened } from '../shared/format.ts';
import { type Output, plain } from '../shared/output.ts';
import type { Column } from '../shared/table.ts';

type Schemas = components['schemas'];
type Run = Schemas['Run'];

export const latestRunColumns: readonly Column[] = [
  { title: 'document' },
  { title: 'dataset' },
  { title: 'status' },
  { title: 'passages', align: 'right' },
  { title: 'run' },
  { title: 'error' },
];

export const latestRunRow = (output: Output, dataset: string, document: Schemas['Document']): readonly string[] => [
  shortened(plain(document.name ?? document.documentId), 44),
  plain(dataset),
  statusText(output, document.status),
  `${document.chunks}`,
  document.runId ?? '',
  document.error === undefined ? '' : document.error.code,
];

export const runColumns: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'status' },
  { title: 'requested' },
  { title: 'waited', align: 'right' },
  { title: 'took', align: 'right' },
  { title: 'tasks', align: 'right' },
  { title: 'passages', align: 'right' },
  { title: 'run' },
  { title: 'error' },
];

export const runRow = (output: Output, run: Run): readonly string[] => [
  `${run.run}`,
  statusText(output, run.status),
  run.requestedAt,
  run.waitedMs === undefined ? '' : durationText(run.waitedMs),
  run.durationMs === undefined ? '' : durationText(run.durationMs),
  `${run.tasks.completed}/${run.tasks.total}`,
  `${run.chunks}`,
  run.runId,
  run.error?.code ?? run.cancelReason ?? '',
];

/** A run, its tasks, and every attempt at each task. */
export function runText(output: Output, run: Schemas['RunWithTasks']): string {
  const error = run.error === undefined ? [] : [output.styled('red', `  ${plain(run.error.message)} [${run.error.code}]`)];
  const took = run.durationMs === undefined ? [] : [`took ${durationText(run.durationMs)}`];
  const facts = [
    `requested at ${run.requestedAt}`,
    ...(run.waitedMs === undefined ? [] : [`waited ${durationText(run.waitedMs)}`]),
    ...took,
    counted(run.pages, 'page'),
    counted(run.chunks, 'passage'),
    `priority ${run.priority}`,
  ];
  return [
    `${output.styled('bold', `Run ${run.run}`)} of document ${run.documentId}: ${statusText(output, run.status)}`,
    `  ${facts.join(', ')}`,
    ...error,
    ...run.taskList.flatMap((task) => taskLines(output, task)),
  ].join('\n');
}

function taskLines(
  output: Output,
  { taskId, first, last, status, retryAt, lostWorkers, error, attempts }: Schemas['Task'],
): readonly string[] {
  const range = first === undefined ? '' : ` (${first}–${last ?? first})`;
  const notes = [
    ...(retryAt === undefined ? [] : [`next attempt at ${retryAt}`]),
    ...(lostWorkers === 0 ? [] : [`${counted(lostWorkers, 'worker')} lost`]),
    ...(error === undefined ? [] : [`${plain(error.message)} [${error.code}]`]),
  ];
  return [
    `  task ${taskId}${range}: ${statusText(output, status)}${notes.length === 0 ? '' : `, ${notes.join(', ')}`}`,
    ...attempts.map(
      ({ attempt, workerId, status: ended, startedAt, durationMs, error: why }) =>
        `    attempt ${attempt}: ${statusText(output, ended)}, from ${startedAt}${durationMs === undefined ? '' : `, ${durationText(durationMs)}`}, by ${workerId}${why === undefined ? '' : `: ${plain(why.message)} [${why.code}]`}`,
    ),
  ];
}

function statusText(output: Output, status: string): string {
  if (['failed', 'dead', 'expired'].includes(status)) return output.styled('red', status);
  if (['parsed', 'completed'].includes(status)) return output.styled('green', status);
  return status === 'cancelled' ? output.styled('yellow', status) : status;
}
