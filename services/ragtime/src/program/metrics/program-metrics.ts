import type { PartitionProgress } from '@ragtime/event-log';
import type { PrometheusMetrics } from '@ragtime/http-kit';
import type { ParserObserver } from '@ragtime/parsing';
import type { Machine, Shutdown } from '@ragtime/runtime';
import { createDecidingMetrics, type DecidingMetrics } from './deciding-metrics.ts';
import { createLagMeter, type LagMeter } from './projection-lag.ts';
import { createStoreMetrics, type StoreMetrics } from './store-metrics.ts';

/** The progress of the projections that run in this process, by name. */
export type ProjectionsProgress = () => ReadonlyMap<string, readonly PartitionProgress[]>;

/** What a process measures. `docs/metrics.md` has a line for each figure, and a test compares the two. */
export interface ProgramMetrics extends DecidingMetrics, StoreMetrics {
  readonly prometheus: PrometheusMetrics;
  readonly parser: ParserObserver;
  /** Counts an alarm, which is also a line of the log. */
  alarm(part: string, kind: string): void;
  watchProjections(progress: ProjectionsProgress, shutdown: Shutdown): void;
}

const sampleEveryMs = 1_000;

export function createProgramMetrics(prometheus: PrometheusMetrics, machine: Machine): ProgramMetrics {
  const { clock } = machine;
  const alarms = prometheus.counter({
    name: 'ragtime_alarms_total',
    help: 'Alarms by the part that raised them; each is a line of the log with the details',
    labels: ['part', 'kind'],
  });
  return {
    prometheus,
    ...createDecidingMetrics(prometheus, clock),
    ...createStoreMetrics(prometheus, clock),
    parser: createParserMetrics(prometheus),
    alarm: (part, kind) => alarms.add({ part, kind }),
    watchProjections: createProjectionMetrics(prometheus, machine),
  };
}

function createParserMetrics(prometheus: PrometheusMetrics): ParserObserver {
  const children = prometheus.gauge({ name: 'ragtime_parser_children', help: 'Child processes of the parser that live now', labels: [] });
  const started = prometheus.counter({
    name: 'ragtime_parser_children_started_total',
    help: 'Child processes that were started',
    labels: [],
  });
  const ended = prometheus.counter({
    name: 'ragtime_parser_children_ended_total',
    help: 'Child processes by why they ended: `replaced` after many tasks, `closed` with the program, or the code of the failure',
    labels: ['reason'],
  });
  const memory = prometheus.gauge({
    name: 'ragtime_parser_memory_bytes',
    help: 'The most resident memory of a child since the last reading; 0 while none works',
    labels: [],
  });
  let living = 0;
  let mostBytes = 0;
  prometheus.onCollect(() => {
    children.set({}, living);
    memory.set({}, mostBytes);
    mostBytes = 0;
  });
  return {
    onStart() {
      living += 1;
      started.add({});
    },
    onEnd(reason) {
      living -= 1;
      ended.add({ reason });
    },
    onMemory: (bytes) => void (mostBytes = Math.max(mostBytes, bytes)),
  };
}

function createProjectionMetrics(prometheus: PrometheusMetrics, machine: Machine): ProgramMetrics['watchProjections'] {
  const records = prometheus.gauge({
    name: 'ragtime_projection_lag_records',
    help: 'Records that a projection has yet to read',
    labels: ['projection'],
  });
  const seconds = prometheus.gauge({
    name: 'ragtime_projection_lag_seconds',
    help: 'How long ago the log ended where the projection stands now',
    labels: ['projection'],
  });
  const stopped = prometheus.gauge({
    name: 'ragtime_projection_stopped_keys',
    help: 'Keys whose records a projection cannot apply, which wait for an operator',
    labels: ['projection'],
  });
  return (progress, shutdown) => {
    const meters = new Map<string, LagMeter>();
    const note = () => {
      for (const [projection, own] of progress()) {
        const meter = meters.get(projection) ?? createLagMeter(machine);
        meters.set(projection, meter);
        const lag = meter.note(own);
        records.set({ projection }, lag.records);
        seconds.set({ projection }, lag.seconds);
        stopped.set(
          { projection },
          own.reduce((sum, one) => sum + one.stopped.length, 0),
        );
      }
    };
    const sampling = machine.timers.every(sampleEveryMs, note);
    shutdown.add('metrics', async () => await Promise.resolve(sampling.cancel()), { timeoutMs: 100 });
    prometheus.onCollect(note);
  };
}
