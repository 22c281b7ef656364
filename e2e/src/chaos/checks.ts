import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { type Caller, listAll } from './http.ts';
import type { Noted } from './workload.ts';

const Listed = z.looseObject({ documentId: z.string(), name: z.string(), status: z.string() });
const Found = z.looseObject({ items: z.array(z.looseObject({ documentId: z.string() })) });
const Event = z.looseObject({ subject: z.looseObject({ kind: z.string(), id: z.string() }), version: z.number() });
const Receipt = z.looseObject({ done: z.boolean() });

export interface Findings {
  readonly problems: string[];
  readonly counts: Record<string, number>;
}

/** Everything that a client was promised, asked of the running program over HTTP. Empty `problems` is a clean run. */
export async function check(caller: Caller, datasetIds: readonly string[], noted: readonly Noted[]): Promise<Findings> {
  const problems: string[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  const listed = (await settled(caller, datasetIds, problems)).flat();
  const byName = Map.groupBy(listed, ({ name }) => name);
  for (const note of noted) {
    const found = byName.get(note.name) ?? [];
    byName.delete(note.name);
    if (note.deleted === 'acknowledged') {
      count('deleted');
      if (found.length > 0) problems.push(`${note.name} was deleted and is listed`);
      await checkGone(caller, note, problems);
      continue;
    }
    if (found.length !== 1 || found[0]?.documentId !== note.documentId) {
      problems.push(`${note.name} was acknowledged once as ${note.documentId} and is listed ${found.length} times`);
      continue;
    }
    const status = found[0]?.status ?? 'missing';
    count(status);
    if (status === 'parsed') await checkFound(caller, note, problems);
    if (status === 'failed' || status === 'uploaded') problems.push(`${note.name} ended as ${status}`);
    for (const commandId of note.commandIds) {
      const answer = await caller.ask('GET', `/v1/commands/${commandId}`);
      if (answer?.status !== 200) problems.push(`command ${commandId} of ${note.name} was acknowledged and is ${answer?.status}`);
    }
  }
  for (const name of byName.keys()) problems.push(`${name} is listed and nobody uploaded it`);
  await checkVersions(caller, problems, counts);
  return { problems, counts };
}

/** Waits until nothing is queued or running. A document that stays so is stuck. */
async function settled(caller: Caller, datasetIds: readonly string[], problems: string[]): Promise<z.infer<typeof Listed>[][]> {
  const { clock, timers } = realMachine;
  const until = clock.monotonicMs() + 180_000;
  for (;;) {
    const lists = await Promise.all(datasetIds.map((id) => listAll(caller, `/v1/datasets/${id}/documents`, Listed)));
    const open = lists.flat().filter(({ status }) => status === 'queued' || status === 'running');
    if (open.length === 0) return lists;
    if (clock.monotonicMs() > until) {
      for (const { name, status } of open) problems.push(`${name} is stuck as ${status}`);
      return lists;
    }
    await timers.sleep(200);
  }
}

async function search(caller: Caller, note: Noted): Promise<string[]> {
  const answer = await caller.ask('POST', '/v1/search', {
    body: { query: note.word, datasetIds: [note.datasetId], limit: 20, weights: { lexical: 1, vector: 0 } },
  });
  if (answer?.status !== 200) throw new Error(`search answered ${answer?.status}: ${JSON.stringify(answer?.body)}`);
  return Found.parse(answer.body).items.map(({ documentId }) => documentId);
}

async function checkFound(caller: Caller, note: Noted, problems: string[]): Promise<void> {
  const hits = await search(caller, note);
  if (hits.length === 0) problems.push(`${note.name} is parsed and its word is not found`);
  if (hits.some((id) => id !== note.documentId)) problems.push(`the word of ${note.name} is found in another document`);
}

async function checkGone(caller: Caller, note: Noted, problems: string[]): Promise<void> {
  const answer = await caller.ask('GET', `/v1/datasets/${note.datasetId}/documents/${note.documentId}`);
  if (answer?.status !== 404) problems.push(`${note.name} was deleted and answers ${answer?.status}`);
  if ((await search(caller, note)).length > 0) problems.push(`${note.name} was deleted and is found`);
  const { clock, timers } = realMachine;
  const until = clock.monotonicMs() + 120_000;
  for (;;) {
    const receipt = await caller.ask('GET', `/v1/receipts/${note.receiptId}`);
    if (receipt?.status === 200 && Receipt.parse(receipt.body).done) return;
    if (clock.monotonicMs() > until) {
      problems.push(`the receipt of ${note.name} is not done: ${JSON.stringify(receipt?.body)}`);
      return;
    }
    await timers.sleep(200);
  }
}

/** Each subject's versions count from 1 without a gap or a double: no event was lost, none was written twice. */
async function checkVersions(caller: Caller, problems: string[], counts: Record<string, number>): Promise<void> {
  const events = await listAll(caller, '/v1/events', Event);
  counts['events'] = events.length;
  for (const [subject, of] of Map.groupBy(events, ({ subject: { kind, id } }) => `${kind} ${id}`)) {
    const versions = of.map(({ version }) => version).toSorted((a, b) => a - b);
    if (versions.some((version, at) => version !== at + 1)) problems.push(`versions of ${subject} are ${versions.join(', ')}`);
  }
}
