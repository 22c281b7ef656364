import { type Machine, onAbort } from '@ragtime/runtime';
import { barrierStamp } from '../chain/link.ts';
import { AppendRefused, type LogRecord, type Offset, OffsetOutOfRange, type Page, type PartitionSession } from '../port/log.ts';
import type { Fault, FaultPoint, Faults } from './faults.ts';
import type { MemoryPartition } from './partition.ts';

export interface MemorySession extends PartitionSession {
  /** Breaks the connection: calls that are under way throw. */
  end(): void;
}

interface SessionNeeds {
  readonly id: number;
  readonly partition: MemoryPartition;
  readonly machine: Machine;
  readonly faults: Faults;
  /** Whether only an acknowledged append proves the end, as in a log with replicas. */
  readonly proveByBarrier: boolean;
  readonly onEnd: () => void;
  /** The fault that the opening met. */
  readonly opening: Fault | undefined;
}

type Request =
  | { readonly operation: 'append'; readonly records: readonly LogRecord[] }
  | { readonly operation: 'read'; readonly from: Offset }
  | { readonly operation: 'prove-end' };

export function openMemorySession({ id, partition, machine, faults, proveByBarrier, onEnd, opening }: SessionNeeds): MemorySession {
  const over = new AbortController();
  /** The end that a server shows while it shows less than there is. */
  let shownEnd: Offset | undefined;
  let isDeposed = false;

  const end = () => {
    if (over.signal.aborted) return;
    over.abort(new Error('the session is over'));
    onEnd();
  };

  const faultFor = (request: Request): Fault | undefined =>
    faults({ topic: partition.topic, partition: partition.partition, session: id, ...request } as FaultPoint);

  const breakOff = (message: string): never => {
    end();
    throw new Error(message);
  };

  const add = (records: readonly LogRecord[]): Offset => {
    if (isDeposed) throw new Error('NOT_LEADER_OR_FOLLOWER');
    shownEnd = undefined;
    return partition.append(records);
  };

  const showLess = (behind: number) => {
    shownEnd ??= Math.max(0, partition.end() - behind);
  };

  const depose = (behind = 0) => {
    showLess(behind);
    isDeposed = true;
  };

  if (opening?.kind === 'deposed') depose(opening.behind);
  else if (opening?.kind === 'lagging') showLess(opening.behind);

  async function append(records: readonly LogRecord[]): Promise<Offset> {
    if (over.signal.aborted) throw new AppendRefused('session-over');
    const fault = faultFor({ operation: 'append', records });
    await Promise.resolve();
    switch (fault?.kind) {
      case undefined:
        break;
      case 'refused':
        if (fault.reason === 'session-over') end();
        throw new AppendRefused(fault.reason);
      case 'session-ends':
        end();
        throw new AppendRefused('session-over');
      case 'lost-request':
        return breakOff('connection closed');
      case 'lost-answer':
        add(records);
        return breakOff('connection closed');
      case 'error-after-append':
        add(records);
        throw new Error('REQUEST_TIMED_OUT');
      case 'late':
        machine.timers.after(fault.delayMs, () => void (!isDeposed && partition.append(records)));
        throw new Error('request timed out');
      case 'doubled': {
        const base = add(records);
        partition.append(records);
        return base;
      }
      case 'deposed':
        depose(fault.behind);
        break;
      case 'lagging':
        break;
      case 'slow':
        await machine.timers.sleep(fault.delayMs, over.signal);
        break;
      case 'slow-answer':
        return answerLate(add(records), fault.delayMs);
    }
    if (over.signal.aborted) throw new Error('the session ended while a request was under way');
    return add(records);
  }

  async function answerLate<Answer>(answer: Answer, delayMs: number): Promise<Answer> {
    await machine.timers.sleep(delayMs, over.signal);
    return answer;
  }

  /** A request that appends none of its caller's records. */
  async function ask<Answer>(request: Request, work: () => Answer): Promise<Answer> {
    if (over.signal.aborted) throw new Error('the session is over');
    const fault = faultFor(request);
    await Promise.resolve();
    if (fault?.kind === 'slow') await machine.timers.sleep(fault.delayMs, over.signal);
    else if (fault?.kind === 'deposed') depose(fault.behind);
    else if (fault !== undefined && fault.kind !== 'slow-answer' && fault.kind !== 'lagging') breakOff('connection closed');
    if (over.signal.aborted) throw new Error('the session is over');
    const answer = work();
    return fault?.kind === 'slow-answer' ? answerLate(answer, fault.delayMs) : answer;
  }

  function pageFrom(from: Offset, limit: number): Page {
    const until = shownEnd ?? partition.end();
    if (from < 0 || from > until) throw new OffsetOutOfRange(0, until);
    const records = partition.slice(from, until, limit);
    const last = records.at(-1);
    return { records, next: records.length === limit && last !== undefined ? last.offset + 1 : until, end: until };
  }

  return {
    append,
    async read(from, { limit, waitMs, signal }) {
      const page = await ask({ operation: 'read', from }, () => pageFrom(from, limit));
      if (page.next > from || waitMs <= 0) return page;
      const isStill = shownEnd !== undefined || partition.end() === page.end;
      if (isStill) await untilAppended(partition, machine, waitMs, [over.signal, ...(signal === undefined ? [] : [signal])]);
      return pageFrom(from, limit);
    },
    proveEnd: () =>
      ask({ operation: 'prove-end' }, () => {
        if (isDeposed) throw new Error('NOT_LEADER_OR_FOLLOWER');
        shownEnd = undefined;
        if (proveByBarrier) partition.append([{ key: '', value: new Uint8Array(0), stamp: barrierStamp }]);
        return partition.end();
      }),
    async close() {
      end();
    },
    end,
  };
}

/**
 * Resolves at an append or after the wait; rejects when a signal is aborted. It does not use a composite signal: the runtime would hold such a
 * signal for ever when its promise is never settled, as after a simulated crash, and with it the whole log.
 */
function untilAppended(partition: MemoryPartition, machine: Machine, waitMs: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      forget();
      timer.cancel();
      deafen();
      then();
    };
    const forget = partition.onAppend(() => settle(resolve));
    const timer = machine.timers.after(waitMs, () => settle(resolve));
    const deafen = onAbort((reason) => settle(() => reject(reason)), ...signals);
  });
}
