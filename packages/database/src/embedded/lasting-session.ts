import { asError, type Machine } from '@ragtime/runtime';
import { isUsable } from './folder.ts';
import { DatabaseFailed, openSession, type Session } from './session.ts';

export type SessionNow = Pick<Session, 'query'>;

/** The session of a folder. One that died or was ended is opened anew, on the same files. */
export interface LastingSession {
  /**
   * The session that answers now; waits while one is being opened. A transaction must stay with the one in which it began.
   *
   * @throws DatabaseFailed when no session could be opened any more
   */
  now(): Promise<SessionNow>;
  /** Closes the database cleanly. Idempotent. */
  close(): Promise<void>;
}

export interface LastingSessionOptions {
  readonly folder: string;
  readonly machine: Machine;
  readonly open: (onFailure: (error: DatabaseFailed) => void) => Promise<Session>;
  /** Called when a session ended under its callers. Another one is opened then. */
  readonly onFailure: (error: DatabaseFailed) => void;
  /** Called once, when the folder does not open any more. */
  readonly onLost: (error: DatabaseFailed) => void;
}

/** The waits before the tries to open a session anew. */
const triesAfterMs = [0, 1_000, 5_000] as const;
/** Settings of a session are lost with it, so those that were made are made again. `set local` ends with its transaction. */
const isSetting = (sql: string): boolean => /^\s*set\s+(?!local\b)[a-z_.]+\s*=/i.test(sql);

export async function keepSession(options: LastingSessionOptions): Promise<LastingSession> {
  const { folder, machine, open, onFailure, onLost } = options;
  const settings: string[] = [];
  let closing: Promise<void> | undefined;
  let latest: Session | undefined;
  let current: Promise<SessionNow> | undefined;
  const first = await open(replace);
  latest = first;
  // The first session may have died while it was opened; then its successor is under way already.
  current ??= Promise.resolve(noting(first));

  function noting(session: Session): SessionNow {
    return {
      async query(sql, values, limitMs) {
        const result = await session.query(sql, values, limitMs);
        if (isSetting(sql) && !settings.includes(sql)) settings.push(sql);
        return result;
      },
    };
  }

  function replace(error: DatabaseFailed): void {
    if (closing !== undefined) return;
    onFailure(error);
    current = openAnew();
    // Each caller gets the error.
    current.catch(() => undefined);
  }

  async function openAnew(): Promise<SessionNow> {
    let last: unknown;
    await latest?.ended;
    for (const waitMs of triesAfterMs) {
      if (waitMs > 0) await machine.timers.sleep(waitMs);
      if (closing !== undefined) break;
      try {
        // PGlite would make an empty database here, and every table would be missing.
        if (!(await isUsable(folder))) throw new DatabaseFailed(`${folder} holds no database`);
        const session = await openSession({ folder }, machine.timers, replace);
        latest = session;
        for (const setting of settings) await session.query(setting, [], settingMsMax);
        return noting(session);
      } catch (error) {
        last = error;
        await latest?.ended;
      }
    }
    const lost = new DatabaseFailed(`the database cannot be opened again: ${asError(last).message}`, { cause: last });
    if (closing === undefined) onLost(lost);
    throw lost;
  }

  return {
    async now() {
      if (current === undefined) throw new DatabaseFailed('the database is not open');
      return await current;
    },
    close() {
      closing ??= (async () => {
        await current?.catch(() => undefined);
        await latest?.close();
      })();
      return closing;
    },
  };
}

const settingMsMax = 10_000;
