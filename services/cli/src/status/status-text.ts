import { bytesText, counted, durationText } from '../shared/format.ts';
import { type Output, plain } from '../shared/output.ts';
import { tableText } from '../shared/table.ts';
import type { Status } from './read-status.ts';

export function statusText(output: Output, status: Status): string {
  return [
    headText(output, status),
    logText(output, status),
    workText(output, status),
    projectionsText(output, status),
    diskText(output, status),
  ].join('\n\n');
}

function headText(output: Output, { url, version, health, overview }: Status): string {
  const roles = health.roles.map(({ role, ready, detail }) =>
    ready ? role : output.styled('red', `${role} (${plain(detail ?? 'not ready')})`),
  );
  const { documents } = overview;
  const byStatus = Object.entries(documents).filter(([, count]) => count > 0);
  const all = Object.values(documents).reduce((total, count) => total + count, 0);
  return [
    `${output.styled('bold', 'Ragtime')} ${version} at ${url}: ${health.ready ? output.styled('green', 'ready') : output.styled('red', 'not ready')}`,
    `  roles      ${roles.join(', ')}`,
    `  datasets   ${overview.datasets}`,
    `  documents  ${all}${all === 0 ? '' : ` (${byStatus.map(([name, count]) => `${count} ${name}`).join(', ')})`}`,
    `  passages   ${overview.chunks}`,
  ].join('\n');
}

function logText(output: Output, { log: { generation, troubled } }: Status): string {
  const refolded = generation === 1 ? 'as it was begun' : `generation ${generation}: refolded by an operator's order`;
  return [
    `${output.styled('bold', 'Log')}\n  ${refolded}`,
    ...troubled.map(({ topic, partition, state, owner }) =>
      output.styled('red', `  ${topic}/${partition} is ${plain(state)}${owner === '' ? '' : ` at ${plain(owner)}`}`),
    ),
  ].join('\n');
}

function workText(output: Output, { overview, queues, workers }: Status): string {
  const { openRuns, waitingTasks, runningTasks, deadLetters } = overview;
  const lines = [
    output.styled('bold', 'Work'),
    `  ${counted(openRuns, 'open run')}, ${counted(waitingTasks, 'task')} waiting, ${runningTasks} running`,
  ];
  if (deadLetters > 0) lines.push(output.styled('yellow', `  ${counted(deadLetters, 'dead letter')}: see "ragtime dead-letters list"`));
  if (queues === undefined || workers === undefined) return [...lines, '  queues and workers: no orchestrator could be asked'].join('\n');
  for (const { priority, tenantId, count, delayed, oldestWaitMs } of queues.waiting)
    lines.push(
      `  queue ${priority}: ${count} of tenant ${tenantId}, the oldest for ${durationText(oldestWaitMs)}${delayed === 0 ? '' : `, ${delayed} waiting for another attempt`}`,
    );
  if (workers.length === 0) lines.push(output.styled('red', '  no worker: no document is read'));
  for (const { workerId, busy, slots, leaving, silentMs } of workers)
    lines.push(
      `  worker ${workerId}: ${busy} of ${counted(slots, 'slot')} busy, last signal ${durationText(silentMs)} ago${leaving ? ', leaving' : ''}`,
    );
  return lines.join('\n');
}

function projectionsText(output: Output, { projections }: Status): string {
  const rows = projections.map(({ name, lag, trouble, stopped, rebuild }) => [
    `  ${name}`,
    `${lag ?? '?'}`,
    [
      ...(trouble === undefined ? [] : [output.styled('red', plain(trouble))]),
      ...stopped.map(({ partition, key, offset, category, detail }) =>
        output.styled('red', `stopped for ${key} at ${partition}:${offset}: ${category}, ${plain(detail)}`),
      ),
      ...(rebuild === undefined ? [] : [`rebuild ${rebuild.state}`]),
    ].join('; ') || 'ok',
  ]);
  const table = tableText(output, [{ title: '  projection' }, { title: 'lag', align: 'right' }, { title: 'state' }], rows);
  return `${output.styled('bold', 'Projections')}\n${table}`;
}

function diskText(output: Output, { storage: { disk, databaseBytes }, overview }: Status): string {
  const free = disk === undefined ? [] : [`  free       ${bytesText(disk.freeBytes)} of ${bytesText(disk.totalBytes)}`];
  return [
    output.styled('bold', 'Disk'),
    ...free,
    `  originals  ${bytesText(overview.sizeBytes)}`,
    `  database   ${bytesText(databaseBytes)}`,
  ].join('\n');
}
