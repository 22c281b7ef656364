import type { Machine } from '@ragtime/runtime';
import { createLogUpdate } from 'log-update';
import { barText, bytesText, durationText, shortened } from '../../shared/format.ts';
import { type Output, plain } from '../../shared/output.ts';
import { outcomeText, removedText } from './outcome-text.ts';
import { createPace, type Pace } from './pace.ts';
import type { IngestView } from './view.ts';

interface Row {
  readonly pace: Pace;
  state: 'uploading' | 'waiting' | 'running';
  sizeBytes: number;
  progress: number;
  done: number;
  of: number;
  unit: string;
  step: string;
}

const drawEveryMs = 100;
const barCells = 24;

/** Shows running documents as bars at the bottom, and ended documents as lines above them, which stay. */
export function createTerminalView(output: Output, machine: Machine): IngestView {
  const draw = createLogUpdate(output.stream, { showCursor: true });
  const rows = new Map<string, Row>();
  const counts = { total: 0, ended: 0, unchanged: 0, failed: 0 };
  const all = createPace(machine.clock);

  const rowOf = (name: string): Row => {
    const known = rows.get(name);
    if (known !== undefined) return known;
    const row: Row = {
      pace: createPace(machine.clock),
      state: 'waiting',
      sizeBytes: 0,
      progress: 0,
      done: 0,
      of: 0,
      unit: '',
      step: '',
    };
    rows.set(name, row);
    return row;
  };

  function frame(): string {
    const room = Math.max(1, (output.stream.rows || 24) - 4);
    // The rows that are furthest come first: a waiting row has nothing to show.
    const shown = [...rows].toSorted(([, one], [, other]) => weight(other) - weight(one));
    const lines = shown.slice(0, room).map(([name, row]) => rowText(output, name, row));
    if (shown.length > room) lines.push(output.styled('dim', `  … and ${shown.length - room} more`));
    return [...lines, totalText(output, counts, all)].join('\n');
  }
  const redraw = () => draw(frame());
  const drawing = machine.timers.every(drawEveryMs, redraw);

  return {
    found(count) {
      counts.total = count;
      redraw();
    },
    uploading: (name, sizeBytes) => void Object.assign(rowOf(name), { state: 'uploading', sizeBytes }),
    waiting: (name) => void Object.assign(rowOf(name), { state: 'waiting' }),
    progress(name, { progress, done, of, unit, step }) {
      const row = rowOf(name);
      Object.assign(row, { state: 'running', progress, done, of, unit, step });
      row.pace.reached(done);
    },
    ended(outcome) {
      rows.delete(outcome.name);
      counts.ended += 1;
      if (outcome.kind === 'failed') counts.failed += 1;
      if (outcome.kind === 'unchanged') counts.unchanged += 1;
      else {
        all.reached(counts.ended - counts.unchanged);
        draw.persist(outcomeText(output, outcome));
      }
    },
    removed: (name) => draw.persist(removedText(output, name)),
    close() {
      drawing.cancel();
      draw.clear();
      draw.done();
    },
  };
}

const weight = ({ state, progress }: Row): number => (state === 'running' ? 2 + progress : state === 'uploading' ? 1 : 0);

function rowText(output: Output, name: string, row: Row): string {
  const nameCells = Math.max(12, Math.min(36, output.columns() - barCells - 46));
  const bar = output.styled(row.state === 'running' ? 'cyan' : 'dim', barText(row.progress, barCells));
  return `  ${shortened(plain(name), nameCells).padEnd(nameCells)} ${bar} ${output.styled('dim', stateText(row))}`;
}

function stateText({ state, sizeBytes, progress, done, of, unit, step, pace }: Row): string {
  if (state === 'uploading') return `sending ${bytesText(sizeBytes)}`;
  if (state === 'waiting') return 'waiting';
  const rate = pace.perSecond();
  const left = pace.leftMs(of - done);
  const units = `${done}/${of} ${unit}${of === 1 ? '' : 's'}`;
  return [
    `${Math.round(progress * 100)} %`.padStart(5),
    of === 0 ? step : units,
    ...(rate === undefined ? [] : [`${rate.toFixed(1)}/s`]),
    ...(left === undefined ? [] : [`${durationText(left)} left`]),
  ].join('  ');
}

function totalText(
  output: Output,
  {
    total,
    ended,
    unchanged,
    failed,
  }: { readonly total: number; readonly ended: number; readonly unchanged: number; readonly failed: number },
  all: Pace,
): string {
  const left = all.leftMs(total - ended);
  const parts = [
    `${ended} of ${total} documents`,
    ...(unchanged === 0 ? [] : [`${unchanged} unchanged`]),
    ...(failed === 0 ? [] : [output.styled('red', `${failed} failed`)]),
    ...(left === undefined || ended === total ? [] : [`${durationText(left)} left`]),
  ];
  return `${output.styled('cyan', barText(total === 0 ? 1 : ended / total, barCells))}  ${parts.join(' · ')}`;
}
