import { type Machine, realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import type { Asked, Caller } from './http.ts';

const { timers } = realMachine;

/** What a client was told of one document, and nothing that it was not told. */
export interface Noted {
  readonly datasetId: string;
  readonly name: string;
  /** A word that stands in this document and in no other. */
  readonly word: string;
  documentId: string | undefined;
  deleted: 'no' | 'asked' | 'acknowledged';
  receiptId: string | undefined;
  readonly commandIds: string[];
  /** One client at a time works on a document, as one user would. */
  busy: boolean;
}

export interface Workload {
  readonly noted: Noted[];
  /** Writes that were sent and not answered yet. */
  unanswered(): number;
  answered(): number;
  /** Repeats that were given their first answer. */
  replays(): number;
  /** What a client saw that it should not have seen. */
  readonly problems: readonly string[];
  /** No new work; every write that was ever sent is repeated with its key until it is answered. */
  finish(): Promise<void>;
}

const Uploaded = z.looseObject({ items: z.tuple([z.looseObject({ documentId: z.string() })]) });
const Deleting = z.looseObject({ receiptId: z.string() });
const Runs = z.looseObject({ items: z.array(z.unknown()) });

/** Clients that upload, parse, cancel, change and delete until they are told to finish. They survive a dead server as a good client does: same key, again. */
export function startWorkload(options: {
  readonly caller: Caller;
  readonly datasetIds: readonly string[];
  readonly clients: number;
  readonly random: Machine['random'];
  readonly name: string;
}): Workload {
  const { caller, random } = options;
  const noted: Noted[] = [];
  let unanswered = 0;
  let answered = 0;
  let finishing = false;
  let serial = 0;
  let replays = 0;
  const problems: string[] = [];
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random.next() * items.length)];

  async function write(method: string, path: string, body: unknown, note?: Noted): Promise<NonNullable<Asked>> {
    const key = `${options.name}-${++serial}`;
    unanswered += 1;
    try {
      for (;;) {
        const answer = await caller.ask(method, path, { key, ...(body === undefined ? {} : { body }) });
        // 503 wrote nothing and 504 does not know: a good client repeats both with its key.
        if (answer !== undefined && answer.status !== 503 && answer.status !== 504) {
          answered += 1;
          const commandId = answer.headers.get('ragtime-command-id');
          if (answer.status < 300 && commandId !== null && changedSomething(answer)) note?.commandIds.push(commandId);
          if (random.next() < 0.05) await askAgain(method, path, key, body, answer);
          return answer;
        }
        await timers.sleep(30);
      }
    } finally {
      unanswered -= 1;
    }
  }

  /** A client that lost an answer on its way to it: the same key must give the same answer, whoever was killed in between. */
  async function askAgain(method: string, path: string, key: string, body: unknown, first: NonNullable<Asked>): Promise<void> {
    const again = await caller.ask(method, path, { key, ...(body === undefined ? {} : { body }) });
    if (again === undefined || again.status === 503 || again.status === 504 || first.status >= 300 || !changedSomething(first)) return;
    const told = (answer: NonNullable<Asked>) => JSON.stringify({ status: answer.status, body: answer.body });
    if (told(again) === told(first)) replays += 1;
    else problems.push(`${method} ${path} with key ${key} answered ${told(first)} and then ${told(again)}`);
  }

  function expectStatus(answer: NonNullable<Asked>, ...statuses: number[]): void {
    if (!statuses.includes(answer.status)) throw new Error(`unexpected ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  async function upload(): Promise<void> {
    const datasetId = pick(options.datasetIds) ?? '';
    const word = `zq${options.name}x${noted.length}k${Math.floor(random.next() * 1e6)}`;
    const note: Noted = {
      datasetId,
      name: `${word}.md`,
      word,
      documentId: undefined,
      deleted: 'no',
      receiptId: undefined,
      commandIds: [],
      busy: true,
    };
    noted.push(note);
    const paragraphs = 1 + Math.floor(random.next() ** 4 * 1_200);
    const text = `# About ${word}\n\n${Array.from({ length: paragraphs }, (_, at) => `Paragraph ${at} tells of turbines, valves and ${word}.`).join('\n\n')}`;
    const answer = await write('POST', `/v1/datasets/${datasetId}/documents?parse=true`, { name: note.name, text }, note);
    expectStatus(answer, 201);
    note.documentId = Uploaded.parse(answer.body).items[0].documentId;
    note.busy = false;
  }

  async function touch(note: Noted): Promise<void> {
    const path = `/v1/datasets/${note.datasetId}/documents/${note.documentId}`;
    const dice = random.next();
    if (dice < 0.35) {
      note.deleted = 'asked';
      const answer = await write('DELETE', path, undefined, note);
      expectStatus(answer, 202);
      note.receiptId = Deleting.parse(answer.body).receiptId;
      note.deleted = 'acknowledged';
    } else if (dice < 0.6) {
      expectStatus(await write('POST', `/v1/datasets/${note.datasetId}/cancel`, { documentIds: [note.documentId] }, note), 202);
      expectStatus(await write('POST', `/v1/datasets/${note.datasetId}/parse`, { documentIds: [note.documentId] }, note), 202);
    } else {
      expectStatus(await write('PATCH', path, { metadata: { round: serial } }, note), 200);
    }
  }

  async function client(): Promise<void> {
    while (!finishing) {
      const free = noted.filter(({ busy, deleted, documentId }) => !busy && deleted === 'no' && documentId !== undefined);
      const note = random.next() < 0.35 ? pick(free) : undefined;
      if (note === undefined) await upload();
      else {
        note.busy = true;
        await touch(note);
        note.busy = false;
      }
      await timers.sleep(random.next() * 60);
    }
  }

  const clients = Array.from({ length: options.clients }, client);
  const failed = Promise.all(clients);
  failed.catch(() => {
    finishing = true;
  });
  return {
    noted,
    unanswered: () => unanswered,
    answered: () => answered,
    replays: () => replays,
    problems,
    async finish() {
      finishing = true;
      await failed;
    },
  };
}

/** A cancel of nothing, or a request for a run that is open already, is answered like any other and leaves no event. */
const changedSomething = ({ body }: NonNullable<Asked>): boolean => Runs.safeParse(body).data?.items.length !== 0;
