import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import type { Caller } from '../http.ts';
import type { Noted } from '../work/noted.ts';
import { pathOf } from '../work/touches.ts';
import type { Findings, Listed } from './findings.ts';
import { documentsWith } from './found.ts';

const Receipt = z.looseObject({ done: z.boolean() });

/** Deleted things are not listed, read or found, and their receipts end. */
export async function checkDeleted(caller: Caller, note: Noted, found: readonly Listed[], { problems, counts }: Findings): Promise<void> {
  counts['deleted'] = (counts['deleted'] ?? 0) + 1;
  if (found.length > 0) problems.push(`${note.name} was deleted and is listed`);
  const answer = await caller.ask('GET', pathOf(note));
  if (answer?.status !== 404) problems.push(`${note.name} was deleted and answers ${answer?.status}`);
  for (const word of [...(note.word === undefined ? [] : [note.word]), ...note.passages.map((passage) => passage.word)])
    if ((await documentsWith(caller, word)).length > 0) problems.push(`${note.name} was deleted and ${word} is found`);
  await untilDone(caller, note, problems);
}

async function untilDone(caller: Caller, { name, receiptId }: Noted, problems: string[]): Promise<void> {
  const { clock, timers } = realMachine;
  const until = clock.monotonicMs() + 120_000;
  for (;;) {
    const receipt = await caller.ask('GET', `/v1/receipts/${receiptId}`);
    if (receipt?.status === 200 && Receipt.parse(receipt.body).done) return;
    if (clock.monotonicMs() > until) {
      problems.push(`the receipt of ${name} is not done: ${JSON.stringify(receipt?.body)}`);
      return;
    }
    await timers.sleep(200);
  }
}

/** Looks into the blob store itself, independent of any API: no bytes of a deleted document are left. */
export async function leftovers(paths: Iterable<string> | AsyncIterable<string>, noted: readonly Noted[]): Promise<readonly string[]> {
  const deleted = new Set(noted.flatMap(({ deleted: state, documentId }) => (state === 'acknowledged' ? [documentId] : [])));
  const left: string[] = [];
  for await (const path of paths)
    if (path.split('/').some((part) => deleted.has(part))) left.push(`${path} is of a document that was deleted`);
  return left;
}
