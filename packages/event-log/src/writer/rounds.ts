import type { Rules } from '@ragtime/domain';
import { createBackoff, type Machine } from '@ragtime/runtime';
import type { Codec, LogEvent } from '../port/envelope.ts';
import type { AppendRefused, PartitionSession } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';
import { at } from './answer.ts';
import { type Batch, openBatch } from './batch.ts';
import { compareAndAppend } from './compare-and-append.ts';
import { answerUnavailable, decideRecalled, recallWaiting, refuseAll, type Taken } from './deciding.ts';
import type { HeldSession } from './held-session.ts';
import type { OwnerLimits } from './limits.ts';
import type { BatchHappening, OwnerObserver } from './observer.ts';
import { createOwnEvents } from './own-events.ts';
import type { CommandQueue } from './queue.ts';
import type { PartitionState } from './state.ts';
import { OwnerStopped } from './stopped.ts';

export interface Rounds {
  /** Folds to the end, and appends the genesis record where there is none. */
  begin(): Promise<void>;
  untilAny(): Promise<void>;
  /**
   * Decides the waiting commands in one batch and settles it. Throws when the session broke; commands that were not sent are then still under way.
   */
  next(): Promise<void>;
  atEnd(): Promise<Position>;
  /** Appends an event of the log itself, before any command that waits. Resolves once it counts. */
  write(event: LogEvent): Promise<void>;
  abandon(cause: Error): void;
}

interface RoundsNeeds<Command, Event, Entities, Reason extends string> {
  readonly name: PartitionName;
  readonly topic: string;
  readonly partition: number;
  readonly state: PartitionState<Event, Entities>;
  readonly held: HeldSession;
  readonly queue: CommandQueue<Command, Event, Reason>;
  readonly rules: Rules<Command, Event, Entities, Reason>;
  readonly codec: Codec<Event>;
  readonly limits: OwnerLimits;
  readonly machine: Machine;
  readonly halted: AbortSignal;
  /** Why nothing may be written now. */
  readonly clockTrouble: () => string | undefined;
  readonly observer?: OwnerObserver;
}

export function createRounds<Command, Event, Entities, Reason extends string>(
  needs: RoundsNeeds<Command, Event, Entities, Reason>,
): Rounds {
  const { name, state, held, queue, rules, codec, limits, machine, halted, observer = {} } = needs;
  type Decision = Taken<Command, Event, Reason>;
  type EndRequest = { readonly arrival: number; readonly resolve: (position: Position) => void; readonly reject: (cause: Error) => void };

  /** The end is proved for all commands up to this arrival: a decision on the folded state was true after each of them came. */
  let proved = 0;
  /** Halved when the log reports that a batch is too large. */
  let batchEventsMax = limits.batchEventsMax;
  /** Races lost one after the other. */
  let losses = 0;
  let endRequests: EndRequest[] = [];
  const own = createOwnEvents(needs);
  let abandoned: Error | undefined;

  const here = () => at(name, state.chain);

  async function begin(): Promise<void> {
    await held.catchUp();
    await own.begin();
  }

  async function next(): Promise<void> {
    await own.writeAll();
    const session = await held.open();
    // The operator's order may be in the log by now.
    if (needs.clockTrouble() !== undefined) await held.catchUp();
    const recalled = await recallWaiting({ queue, session, codec, memory: state.memory, commandsMax: limits.batchEventsMax });
    // No other code may run between here and the append.
    if (needs.clockTrouble() !== undefined) refuseAll(recalled, 'clock-off');
    const batch = openBatch({ state, rules, codec, limits: { ...limits, batchEventsMax }, nowMs: machine.clock.nowMs() });
    const answerNow = ({ pending, decided }: Decision) => {
      const isFinal = batch.records.length === 0 && pending.arrival <= proved;
      if (isFinal) pending.answer(decided.answer(here()));
      return isFinal;
    };
    const taken = decideRecalled({ queue, batch, recalled, answerNow });
    if (batch.records.length > 0) await send(session, batch, taken);
    else if (taken.length > 0 || endRequests.length > 0) await prove(session, taken);
    for (const { arrival, resolve } of endRequests) if (arrival <= proved) resolve(here().position);
    endRequests = endRequests.filter(({ arrival }) => arrival > proved);
  }

  async function send(session: PartitionSession, batch: Batch<Command, Event, Reason>, taken: readonly Decision[]): Promise<void> {
    const writes = taken.filter(({ decided }) => decided.kind === 'writes');
    const report = (outcome: BatchHappening['outcome']) =>
      observer.onBatch?.({ outcome, events: batch.records.length, commands: writes.length });
    const sentAfter = queue.arrivals;
    for (const { pending } of writes) pending.sent = true;
    const outcome = await compareAndAppend(session, batch.start, batch.records);
    switch (outcome.kind) {
      case 'appended':
        batch.confirm();
        losses = 0;
        proved = sentAfter;
        batchEventsMax = limits.batchEventsMax;
        report('confirmed');
        for (const one of taken) answerConfirmed(one);
        return;
      case 'lost':
        if (outcome.landed < batch.start) throw new OwnerStopped('log-diverged', `a batch for ${batch.start} lies at ${outcome.landed}`);
        report('lost');
        queue.giveBack(taken.map(({ pending }) => pending));
        await held.foldTo(outcome.landed + batch.records.length);
        proved = sentAfter;
        await stepAside();
        return;
      case 'refused':
        report('refused');
        refuse(outcome.reason, batch.records.length, taken);
        return;
      case 'doubt': {
        const written = await settle(batch);
        report(written ? 'doubt-written' : 'doubt-not-written');
        if (written) for (const one of writes) answerConfirmed(one);
        queue.giveBack(taken.filter(({ pending }) => !pending.isAnswered).map(({ pending }) => pending));
        return;
      }
    }
  }

  /**
   * Two competing writers could take each other's place for ever, with batches that never count. So a writer that lost twice in a row waits for a
   * random time, longer each time, and then reads where the log ends.
   */
  async function stepAside(): Promise<void> {
    losses += 1;
    if (losses < 2) return;
    await machine.timers.sleep(machine.random.next() * Math.min(2 ** losses, limits.stepAsideMsMax), halted);
    await held.catchUp();
  }

  function answerConfirmed({ pending, decided }: Decision): void {
    pending.answer(decided.answer(decided.kind === 'writes' ? at(name, decided.chain) : here()));
  }

  /** Certainly nothing of the batch is in the log. */
  function refuse(reason: AppendRefused['reason'], events: number, taken: readonly Decision[]): void {
    const writes = taken.filter(({ decided }) => decided.kind === 'writes');
    for (const { pending } of writes) pending.sent = false;
    if (reason === 'session-over') held.drop();
    else if (reason === 'too-large' && writes.length > 1) batchEventsMax = Math.max(1, events >>> 1);
    else {
      const cause = reason === 'too-large' ? 'command-too-large' : reason === 'storage-full' ? 'storage-full' : 'log-down';
      for (const { pending } of writes) answerUnavailable(pending, cause);
    }
    queue.giveBack(taken.map(({ pending }) => pending));
  }

  /** Resolves only when it is known whether the batch counts. The owner decides nothing before. */
  async function settle(batch: Batch<Command, Event, Reason>): Promise<boolean> {
    const { firstLink } = batch;
    const watched = firstLink === undefined ? { seen: false } : held.watch(batch.start, firstLink);
    held.drop();
    const backoff = createBackoff(machine, limits.retryAfterMs);
    for (;;) {
      const sentAfter = queue.arrivals;
      try {
        halted.throwIfAborted();
        await held.settle();
        proved = sentAfter;
        return watched.seen;
      } catch (cause) {
        if (cause instanceof OwnerStopped || halted.aborted) throw cause;
        held.drop();
        await backoff.wait(halted);
      }
    }
  }

  /** One proof for all answers that waited when it was sent. */
  async function prove(session: PartitionSession, taken: readonly Decision[]): Promise<void> {
    const sentAfter = queue.arrivals;
    const before = state.chain;
    const end = await session.proveEnd();
    if (end < before.offset) {
      held.drop();
      throw new Error(`the end ${end} lies below the position ${before.offset}`); // the next session looks at the tail
    }
    await held.foldTo(end);
    proved = sentAfter;
    const moved = state.chain.lastCounting !== before.lastCounting;
    observer.onProof?.({ answers: taken.length, moved });
    if (moved) queue.giveBack(taken.map(({ pending }) => pending));
    else for (const one of taken) answerConfirmed(one);
  }

  return {
    begin,
    next,
    untilAny: () => (endRequests.length > 0 || own.isWaiting ? Promise.resolve() : queue.untilAny(halted)),
    atEnd() {
      if (abandoned !== undefined) return Promise.reject(abandoned);
      const { promise, resolve, reject } = Promise.withResolvers<Position>();
      endRequests.push({ arrival: queue.arrive(), resolve, reject });
      queue.wake();
      return promise;
    },
    write(event) {
      const written = own.write(event);
      queue.wake();
      return written;
    },
    abandon(cause) {
      abandoned = cause;
      for (const { reject } of endRequests) reject(cause);
      endRequests = [];
      own.abandon(cause);
    },
  };
}
