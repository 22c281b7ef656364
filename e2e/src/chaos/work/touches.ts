import type { Random } from '@ragtime/runtime';
import { z } from 'zod';
import type { Noted } from './noted.ts';
import type { Writer } from './writer.ts';

const Deleting = z.looseObject({ receiptId: z.string() });
const Typed = z.looseObject({ chunkId: z.string() });
const State = z.looseObject({ status: z.string() });

interface TouchNeeds {
  readonly writer: Writer;
  readonly random: Random;
  readonly name: string;
}

/** The changes that a user may make to an existing document. */
export async function touch(needs: TouchNeeds, note: Noted): Promise<void> {
  const { writer, random } = needs;
  const path = pathOf(note);
  const dice = random.next();
  if (dice < 0.3) return await remove(writer, note);
  if (dice < 0.45) {
    await writer.write('POST', `/v1/datasets/${note.datasetId}/cancel`, { body: { documentIds: [note.documentId] }, note, expect: 202 });
    await parseAgain(writer, note);
  } else if (dice < 0.75) await editPassages(needs, note);
  else await writer.write('PATCH', path, { body: { metadata: { round: Math.floor(random.next() * 1e6) } }, note, expect: 200 });
}

async function remove(writer: Writer, note: Noted): Promise<void> {
  note.deleted = 'asked';
  const answer = await writer.write('DELETE', pathOf(note), { note, expect: 202 });
  note.receiptId = Deleting.parse(answer.body).receiptId;
  note.deleted = 'acknowledged';
}

/** The parse asks to keep typed-in passages. */
const parseAgain = async (writer: Writer, note: Noted): Promise<unknown> =>
  await writer.write('POST', `/v1/datasets/${note.datasetId}/parse`, {
    body: { documentIds: [note.documentId], keepEdits: true },
    note,
    expect: 202,
  });

/** Types a passage in, changes one or deletes one. Only while no run is open: the end of the first run drops earlier edits. */
async function editPassages({ writer, random, name }: TouchNeeds, note: Noted): Promise<void> {
  const read = await writer.read(pathOf(note));
  if (State.parse(read.body).status !== 'parsed') return void (await parseAgain(writer, note));
  const word = `zp${name}x${note.name.replaceAll(/[^a-z0-9]/giu, '')}k${Math.floor(random.next() * 1e9)}`;
  const text = `Somebody noted here: ${word}.`;
  const passage = note.passages.find(({ deleted }) => !deleted);
  if (passage === undefined || random.next() < 0.4) {
    const answer = await writer.write('POST', `${pathOf(note)}/chunks`, { body: { text }, note, expect: 201 });
    note.passages.push({ chunkId: Typed.parse(answer.body).chunkId, word, deleted: false });
    return;
  }
  const path = `${pathOf(note)}/chunks/${passage.chunkId}`;
  if (random.next() < 0.5) {
    await writer.write('PATCH', path, { body: { text }, note, expect: 200 });
    passage.word = word;
  } else {
    await writer.write('DELETE', path, { note, expect: 200 });
    passage.deleted = true;
  }
}

export const pathOf = ({ datasetId, documentId }: Noted): string => `/v1/datasets/${datasetId}/documents/${documentId}`;
