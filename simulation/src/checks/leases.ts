import { decodeProgress, seatOf } from '@ragtime/contracts/signals';
import { type DomainCommand, type DomainEvent, topics, type WorkerId } from '@ragtime/domain';
import type { Codec, CommandBus, Signals } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';

type Bus = CommandBus<DomainCommand, DomainEvent, string>;

export interface SignsOfLife {
  /** The time of the last signal about each attempt, by run, task, attempt and worker. */
  readonly ofAttempts: ReadonlyMap<string, readonly number[]>;
  /** The worker that spoke last from each seat: every earlier worker of the seat is dead. */
  readonly speakers: ReadonlyMap<string, WorkerId>;
}

/** Signals that note when heartbeats were handed over. */
export function notingSigns(
  signals: Signals,
  { clock }: Pick<Machine, 'clock'>,
): { readonly signals: Signals; readonly signs: SignsOfLife } {
  const ofAttempts = new Map<string, number[]>();
  const speakers = new Map<string, WorkerId>();
  const note = (key: string): void => void ofAttempts.set(key, [...(ofAttempts.get(key) ?? []), clock.monotonicMs()]);
  return {
    signs: { ofAttempts, speakers },
    signals: {
      ...signals,
      async publish(topic, message) {
        const sign = topic === topics.taskProgress ? decodeProgress(message.value) : undefined;
        if (sign?.type === 'progress') note(`${sign.runId} ${sign.taskId} ${sign.attempt} ${sign.workerId}`);
        if (sign?.type === 'worker') {
          speakers.set(seatOf(sign.workerId) ?? '', sign.workerId);
          for (const { runId, taskId, attempt } of sign.running) note(`${runId} ${taskId} ${attempt} ${sign.workerId}`);
        }
        await signals.publish(topic, message);
      },
    },
  };
}

/** The parts of an orchestrator, wrapped so that a check can watch it. */
interface Watched {
  readonly codec: Codec<DomainEvent>;
  readonly bus: Bus;
}

/**
 * Reports when an orchestrator expires an attempt too early: its worker was never silent for a whole lease since this orchestrator
 * read of the start, and no other worker has taken its seat. The check judges at the moment of the command, by the world's clock:
 * a record bears the time at which its owner began to decide, and the owner may have paused after that.
 */
export function watchLeases(
  { codec, bus }: Watched,
  {
    clock,
    signs,
    leaseMs,
    onViolation,
  }: Pick<Machine, 'clock'> & { readonly signs: SignsOfLife; readonly leaseMs: number; readonly onViolation: (what: string) => void },
): Watched {
  const starts = new Map<string, { readonly key: string; readonly readAtMs: number }>();

  function longestSilenceMs(attempt: string): number {
    const start = starts.get(attempt);
    if (start === undefined) return 0;
    const since = (signs.ofAttempts.get(start.key) ?? []).filter((saidAtMs) => saidAtMs > start.readAtMs);
    const ends = [...since, clock.monotonicMs()];
    return Math.max(...ends.map((endMs, at) => endMs - (ends[at - 1] ?? start.readAtMs)));
  }

  return {
    codec: {
      ...codec,
      decode(value) {
        const decoded = codec.decode(value);
        const event = decoded.ok ? decoded.envelope.event : undefined;
        if (event?.type === 'AttemptStarted') {
          const { documentId, run, runId, taskId, attempt, workerId } = event;
          const name = `${documentId} ${run} ${taskId} ${attempt} ${workerId}`;
          if (!starts.has(name)) starts.set(name, { key: `${runId} ${taskId} ${attempt} ${workerId}`, readAtMs: clock.monotonicMs() });
        }
        return decoded;
      },
    },
    bus: {
      submit(submission) {
        const { command } = submission;
        if (command.type === 'ExpireAttempt') {
          const { documentId, run, taskId, attempt, workerId } = command;
          const longestMs = longestSilenceMs(`${documentId} ${run} ${taskId} ${attempt} ${workerId}`);
          const speaker = signs.speakers.get(seatOf(workerId) ?? '');
          const isFollowed = speaker !== undefined && speaker !== workerId;
          if (longestMs < leaseMs && !isFollowed)
            onViolation(`${workerId} loses an attempt and was never silent for more than ${longestMs} ms`);
        }
        return bus.submit(submission);
      },
    },
  };
}
