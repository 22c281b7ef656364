import { type Random, realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import type { Answer, Asked, Body, Caller } from '../http.ts';
import type { Noted } from './noted.ts';

const { timers } = realMachine;

export interface Writer {
  /** Sends the write with a key of its own until it is answered, even if the server dies meanwhile. @throws if the answer is none of these. */
  write(method: string, path: string, what: { readonly body?: Body; readonly note?: Noted; readonly expect: number }): Promise<Answer>;
  /** Reads until there is an answer. */
  read(path: string): Promise<Answer>;
  /** Writes that were sent and not answered yet. */
  readonly unanswered: number;
  readonly answered: number;
  /** Repeats that got the first answer again. */
  readonly replays: number;
  /** Wrong answers that a client saw. */
  readonly problems: readonly string[];
}

const Runs = z.looseObject({ items: z.array(z.unknown()) });

/** A good client: it repeats an unanswered write with the same key until it has an answer. */
export function createWriter({
  caller,
  random,
  name,
}: {
  readonly caller: Caller;
  readonly random: Random;
  readonly name: string;
}): Writer {
  const counts = { unanswered: 0, answered: 0, replays: 0 };
  const problems: string[] = [];
  let serial = 0;

  async function insist(ask: () => Promise<Asked>): Promise<Answer> {
    for (;;) {
      const answer = await ask();
      // 503 wrote nothing and 504 does not know: both are repeated.
      if (answer !== undefined && answer.status !== 503 && answer.status !== 504) return answer;
      await timers.sleep(30);
    }
  }

  /** A client whose answer was lost on the way: the same key must give the same answer, even if a process was killed in between. */
  async function askAgain(what: string, first: Answer, ask: () => Promise<Asked>): Promise<void> {
    const again = await ask();
    if (again === undefined || again.status === 503 || again.status === 504) return;
    if (textOf(again) === textOf(first)) counts.replays += 1;
    else problems.push(`${what} answered ${textOf(first)} and then ${textOf(again)}`);
  }

  return {
    get unanswered() {
      return counts.unanswered;
    },
    get answered() {
      return counts.answered;
    },
    get replays() {
      return counts.replays;
    },
    problems,
    async write(method, path, { body, note, expect }) {
      const key = `${name}-${++serial}`;
      const ask = () => caller.ask(method, path, { key, ...(body === undefined ? {} : { body }) });
      counts.unanswered += 1;
      try {
        const answer = await insist(ask);
        counts.answered += 1;
        if (answer.status !== expect) throw new Error(`${method} ${path}: ${answer.status}, not ${expect}: ${JSON.stringify(answer.body)}`);
        if (!changedSomething(answer)) return answer;
        const commandId = answer.headers.get('ragtime-command-id');
        if (commandId !== null) note?.commandIds.push(commandId);
        if (random.next() < 0.05) await askAgain(`${method} ${path} with key ${key}`, answer, ask);
        return answer;
      } finally {
        counts.unanswered -= 1;
      }
    },
    read: async (path) => await insist(() => caller.ask('GET', path)),
  };
}

const textOf = ({ status, body }: Answer): string => JSON.stringify({ status, body });

/** A cancel of nothing, or a request for a run that is open already, is answered like any other and leaves no event. */
const changedSomething = ({ body }: Answer): boolean => Runs.safeParse(body).data?.items.length !== 0;
