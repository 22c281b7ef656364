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
  /** No new work; every write that was ever sent is repeated with its key until it is answered. */
  finish(): Promise<void>;
}

const Uploaded = z.looseObject({ items: z.tuple([z.looseObject({ documentId: z.string() })]) });
const Deleting = z.looseObject({ receiptId: z.string() });

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
          if (answer.status < 300 && commandId !== null) note?.commandIds.push(commandId);
          return answer;
        }
        await timers.sleep(30);
      }
    } finally {
      unanswered -= 1;
    }
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
    async finish() {
      finishing = true;
      await failed;
    },
  };
}
