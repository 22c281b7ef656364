import type { Offset } from '../port/log.ts';
import type { PartitionName } from '../port/position.ts';
import { defaultProjectorLimits, type Projector, type ProjectorEnd, type ProjectorOptions } from './options.ts';
import { Poisoned, projectPartition } from './partition.ts';

/** Follows all partitions of a projection's topics and commits what their records change, each partition on its own. */
export function runProjector<Event, Change, Helpers>(options: ProjectorOptions<Event, Change, Helpers>): Projector {
  const halt = new AbortController();
  const limits = { ...defaultProjectorLimits, ...options.limits };
  const watching = new Set<() => void>();
  const onChange = () => {
    for (const look of watching) look(); // a check that settles leaves the set
  };
  const partitions = options.projection.topics.flatMap((topic) =>
    Array.from({ length: options.partitions }, (_, partition) => {
      const name: PartitionName = `${topic}/${partition}`;
      return { name, projected: projectPartition({ ...options, topic, partition, limits, signal: halt.signal, onChange }) };
    }),
  );
  let firstEnd: ProjectorEnd | undefined;

  /** The end of one partition ends them all, because half a projection gives wrong answers. */
  function note(end: ProjectorEnd): void {
    if (end.kind !== 'stopped') firstEnd ??= end;
    halt.abort(new Error('the projector has ended'));
  }

  const ended = Promise.all(
    partitions.map(({ projected }) =>
      projected.run().then(note, (cause: unknown) => {
        if (!(cause instanceof Poisoned)) throw cause;
        note({ kind: 'poisoned', stopped: cause.stopped });
      }),
    ),
  ).then(() => firstEnd ?? ({ kind: 'stopped' } as const));

  /** The goal uses the ends that were seen first. A writer that never pauses moves the latest end on for ever. */
  function createGoal(): () => boolean {
    const goals = new Map<PartitionName, Offset>();
    return () =>
      partitions.every(({ name, projected }) => {
        const { position, end } = projected.progress();
        const goal = goals.get(name) ?? end;
        if (goal === undefined) return false;
        goals.set(name, goal);
        return (position?.offset ?? 0) >= goal;
      });
  }

  return {
    ended,
    progress: () => partitions.map(({ projected }) => projected.progress()),
    caughtUp() {
      const isReached = createGoal();
      return new Promise((resolve, reject) => {
        const settle = (then: () => void) => {
          watching.delete(look);
          then();
        };
        const look = () => {
          if (isReached()) settle(resolve);
        };
        watching.add(look);
        const end = (detail: string) => settle(() => reject(new Error(`the projector ended: ${detail}`)));
        ended.then(
          ({ kind }) => end(kind),
          (cause: unknown) => end(String(cause)),
        );
        look();
      });
    },
    async resolve(name, key) {
      const found = partitions.find((one) => one.name === name);
      return found === undefined ? 'not-stopped' : found.projected.resolve(key);
    },
    async stop() {
      halt.abort(new Error('the projector was stopped'));
      await ended;
    },
  };
}
