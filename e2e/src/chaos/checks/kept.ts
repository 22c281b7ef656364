import { createHash } from 'node:crypto';
import type { Caller } from '../http.ts';
import type { Noted } from '../work/noted.ts';
import { pathOf } from '../work/touches.ts';
import type { Findings, Listed } from './findings.ts';
import { documentsWith } from './found.ts';

/** An acknowledged document exists once, with its bytes. Searches find parsed documents. Typed-in passages are kept. */
export async function checkKept(caller: Caller, note: Noted, found: readonly Listed[], { problems, counts }: Findings): Promise<void> {
  const [listed] = found;
  if (found.length !== 1 || listed === undefined || listed.documentId !== note.documentId) {
    problems.push(`${note.name} was acknowledged once as ${note.documentId} and is listed ${found.length} times`);
    return;
  }
  const { status } = listed;
  counts[status] = (counts[status] ?? 0) + 1;
  if (status === 'failed' || status === 'uploaded') problems.push(`${note.name} ended as ${status}`);
  const bytes = await caller.bytes(`${pathOf(note)}/content`);
  if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== note.sha256)
    problems.push(`the bytes of ${note.name} are not those that were sent`);
  if (status === 'parsed' && note.word !== undefined) {
    const documents = await documentsWith(caller, note.word);
    if (documents.length === 0) problems.push(`${note.name} is parsed and its word is not found`);
    if (documents.some((id) => id !== note.documentId)) problems.push(`the word of ${note.name} is found in another document`);
  }
  for (const { chunkId, word, deleted } of note.passages) {
    counts['passages'] = (counts['passages'] ?? 0) + 1;
    const answer = await caller.ask('GET', `${pathOf(note)}/chunks/${chunkId}`);
    if (answer?.status !== (deleted ? 404 : 200)) problems.push(`passage ${chunkId} of ${note.name} answers ${answer?.status}`);
    const places = await documentsWith(caller, word);
    if (places.length !== (deleted ? 0 : 1)) problems.push(`passage ${chunkId} of ${note.name} is found ${places.length} times`);
  }
  for (const commandId of note.commandIds) {
    const answer = await caller.ask('GET', `/v1/commands/${commandId}`);
    if (answer?.status !== 200) problems.push(`command ${commandId} of ${note.name} was acknowledged and is ${answer?.status}`);
  }
}
