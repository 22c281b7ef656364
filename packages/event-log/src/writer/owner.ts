import type { Rules, Scope } from '@ragtime/domain';
import { type ClockWatch, createBackoff, type Machine } from '@ragtime/runtime';
import type { Codec } from '../port/envelope.ts';
import type { EventLog } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';
import { createSnapshotKeeper, type SnapshotOptions } from '../snapshot/keeper.ts';
import { createClockRule } from './clock-rule.ts';
import { createFit, type FoldedPart } from './fit.ts';
import { holdSession } from './held-session.ts';
import { defaultOwnerLimits, type OwnerLimits } from './limits.ts';
import type { OwnerObserver } from './observer.ts';
import type { Outcome, Submission } from './outcome.ts';
import { createCommandQueue, type UnavailableCause } from './queue.ts';
import { createRounds } from './rounds.ts';
import { createPartitionState } from './state.ts';
import { OwnerStopped, type StopReason } from './stopped.ts';

export type OwnerState =
  | 'new'
  | 'starting'
  | 'serving'
  | 'stopping'
  | 'stopped'
  | 'diverged'
  | 'upgrade-needed'
  | 'unreadable-record'
  | 'clock-off';

export interface OwnerAlarm {
  readonly topic: string;
  readonly partition: number;
  readonly reason: StopReason | 'clock-off';
  readonly detail: string;
}

/** Folds one partition, decides the commands of its scopes in order and appends the events. Two owners at once make it slow, never wrong. */
export interface PartitionOwner<Command, Event, Entities, Reason extends string> {
  readonly topic: string;
  readonly partition: number;
  readonly state: OwnerState;
  /** From the genesis record; undefined before that was folded. */
  readonly logId: string | undefined;
  /** Rises when an operator states that this log is the right one although another one was read before. */
  readonly generation: number;
  /** Resolves once the partition is folded and the owner decides commands; rejects when the owner ends first. Commands may be submitted earlier. */
  start(): Promise<void>;
  /** Answers in bounded time, whatever happens to the log. Rejects only when the rules themselves throw. */
  submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>>;
  /** The position that is folded and confirmed. */
  position(): Position;
  /** Proves the log's end as of the call, folds up to it, and returns it. Rejects when the owner stops first. */
  atEnd(): Promise<Position>;
  /** A digest of the whole state. It is equal on two owners at one position. */
  digest(): string;
  /** Writes the order of an operator into the log: what was folded from another log before is to be thrown away. */
  refold(generation: number): Promise<void>;
  /** Writes the order of an operator into the log if its records are ahead of this clock: their time is accepted, and stands still until it has come. */
  acceptClock(): Promise<void>;
  scope(key: string): Scope<Entities>;
  /** Answers the waiting commands, lets the batch in flight end, and closes the session. */
  stop(): Promise<void>;
}

export interface PartitionOwnerOptions<Command, Event, Entities, Reason extends string> {
  readonly log: EventLog;
  readonly topic: string;
  readonly partition: number;
  readonly rules: Rules<Command, Event, Entities, Reason>;
  readonly codec: Codec<Event>;
  readonly machine: Machine;
  readonly limits?: Partial<OwnerLimits>;
  readonly onAlarm?: (alarm: OwnerAlarm) => void;
  readonly observer?: OwnerObserver;
  /** Compares the clock of this process with others. While it reports trouble, nothing is written. */
  readonly clockWatch?: Pick<ClockWatch, 'trouble'>;
  /** Undefined: every start folds the whole partition. */
  readonly snapshots?: SnapshotOptions;
  /**
   * What others have folded of this partition. An owner decides nothing on a log that does not hold it, unless the log holds an operator's word
   * that is younger. It never throws.
   */
  readonly witnesses?: (partition: PartitionName) => Promise<readonly FoldedPart[]>;
  /** The owner starts although its log is not the one that was read before: `refold` will be called before any command is submitted. */
  readonly mayRefold?: boolean;
}

export function createPartitionOwner<Command, Event, Entities, Reason extends string>(
  options: PartitionOwnerOptions<Command, Event, Entities, Reason>,
): PartitionOwner<Command, Event, Entities, Reason> {
  const { log, topic, partition, rules, codec, machine, onAlarm } = options;
  const limits = { ...defaultOwnerLimits, ...options.limits };
  const name: PartitionName = `${topic}/${partition}`;
  const folded = createPartitionState(rules);
  const held = holdSession({ log, topic, partition, state: folded, codec, limits, machine });
  const keeper = options.snapshots && createSnapshotKeeper(options.snapshots, { topic, partition }, folded, machine);
  const fit = createFit({ name, held, keeper, state: folded, ...options });
  const started = Promise.withResolvers<void>();
  const halt = new AbortController();
  let status: OwnerState = 'new';
  let running: Promise<void> = Promise.resolve();

  const delayCause = (): UnavailableCause => (held.isOpen ? 'overloaded' : 'log-down');
  const queue = createCommandQueue<Command, Event, Reason>({ machine, limits, delayCause });
  const onOff = (detail: string) => onAlarm?.({ topic, partition, reason: 'clock-off', detail });
  const clockTrouble = createClockRule({ ...options, state: folded, clock: machine.clock, limits, onOff });
  const rounds = createRounds({ ...options, name, limits, held, queue, state: folded, clockTrouble, halted: halt.signal });
  started.promise.catch(() => undefined); // a caller that does not wait for the start ignores its failure

  async function run(): Promise<void> {
    const backoff = createBackoff(machine, limits.retryAfterMs);
    while (!halt.signal.aborted) {
      try {
        if (status === 'starting') {
          await fit.begin(() => rounds.begin());
          keeper?.look();
          status = 'serving';
          clockTrouble();
          started.resolve();
        }
        await rounds.untilAny();
        if (halt.signal.aborted) break;
        await rounds.next();
        keeper?.look();
        backoff.reset();
      } catch (cause) {
        if (cause instanceof OwnerStopped) return giveUp(cause);
        held.drop();
        queue.giveBackRest();
        await backoff.wait(halt.signal).catch(() => undefined);
      }
    }
    end('stopped', 'no-owner', new Error('the owner was stopped'));
  }

  function giveUp(cause: OwnerStopped): void {
    const { reason, message } = cause;
    end(reason === 'log-diverged' ? 'diverged' : reason, reason === 'log-diverged' ? 'log-diverged' : 'no-owner', cause);
    onAlarm?.({ topic, partition, reason, detail: message });
  }

  function end(as: OwnerState, cause: UnavailableCause, error: Error): void {
    status = as;
    queue.close(cause);
    rounds.abandon(error);
    started.reject(error);
    held.drop();
  }

  return {
    topic,
    partition,
    get state() {
      return status === 'serving' && clockTrouble() !== undefined ? 'clock-off' : status;
    },
    get logId() {
      return folded.logId;
    },
    start() {
      if (status === 'new') {
        status = 'starting';
        running = run();
      }
      return started.promise;
    },
    submit: (submission) => queue.submit(submission),
    position: () => ({ offset: folded.chain.offset, link: folded.chain.link }),
    get generation() {
      return folded.generation;
    },
    acceptClock: async () => (folded.lastAtMs > machine.clock.nowMs() ? await rounds.write({ type: 'ClockAccepted' }) : undefined),
    refold: async (generation) => await fit.afterWord(() => rounds.write({ type: 'LogRefolded', generation })),
    atEnd: () => rounds.atEnd(),
    digest: () => folded.digest(),
    scope: (key) => folded.scope(key),
    async stop() {
      if (status === 'new') return end('stopped', 'no-owner', new Error('the owner was stopped'));
      if (status === 'starting' || status === 'serving') status = 'stopping';
      halt.abort(new Error('the owner was stopped'));
      queue.wake();
      const cut = machine.timers.after(limits.stopWithinMs, () => held.drop());
      await running;
      await keeper?.stop();
      cut.cancel();
    },
  };
}
