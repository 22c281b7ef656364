import type { Machine, Timer } from '@ragtime/runtime';

/** `ended`: the key was revoked or has expired, its member was removed, or its secret is gone. `behind`: this node does not know right now. */
export type AccessState = 'holds' | 'ended' | 'behind';

/** The access of a caller whose request goes on for a while. */
export interface Standing {
  readonly state: () => AccessState;
  /** Aborted as soon as the access has ended. */
  readonly signal: AbortSignal;
  /** Must be called when the request is over. */
  readonly release: () => void;
}

export class AccessEnded extends Error {
  override readonly name = 'AccessEnded';
}

export interface StandingOptions {
  readonly state: () => AccessState;
  /** Calls the listener each time that keys have ended. */
  readonly onEnded: (listener: () => void) => () => void;
  /** When the key expires; undefined when it never does. */
  readonly expiresAtMs: number | undefined;
  readonly machine: Pick<Machine, 'clock' | 'timers'>;
}

/** The wall clock may jump past the expiry, so it is read at least this often. */
const lookEveryMs = 10_000;

export function followStanding({ state, onEnded, expiresAtMs, machine }: StandingOptions): Standing {
  const ended = new AbortController();
  let timer: Timer | undefined;

  function look(): void {
    timer?.cancel();
    timer = undefined;
    if (state() === 'ended') {
      ended.abort(new AccessEnded('the access of this caller has ended'));
      release();
    } else if (expiresAtMs !== undefined) {
      timer = machine.timers.after(Math.max(1, Math.min(lookEveryMs, expiresAtMs - machine.clock.nowMs())), look);
    }
  }

  const forget = onEnded(look);
  function release(): void {
    forget();
    timer?.cancel();
  }
  look();
  return { state, signal: ended.signal, release };
}
