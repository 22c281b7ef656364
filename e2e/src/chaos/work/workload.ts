import { type Random, realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import type { Caller } from '../http.ts';
import type { Noted } from './noted.ts';
import { touch } from './touches.ts';
import { uploadFile, uploadText } from './uploads.ts';
import { createWriter, type Writer } from './writer.ts';

const { timers } = realMachine;

export interface Workload {
  readonly writer: Pick<Writer, 'unanswered' | 'answered' | 'replays' | 'problems'>;
  readonly noted: readonly Noted[];
  /** Datasets that exist to the end; and datasets that were deleted with their documents. */
  readonly datasets: { readonly kept: readonly string[]; readonly deleted: readonly string[] };
  /** A client got an answer that it cannot explain, and all clients stopped. `finish` throws the reason. */
  readonly isBroken: boolean;
  /** Begins no new work, and repeats every unanswered write with its key until it is answered. @throws if a client got an answer that it cannot explain. */
  finish(): Promise<void>;
}

const Created = z.looseObject({ datasetId: z.string() });
const Deleting = z.looseObject({ receiptId: z.string() });

/** Clients that upload, parse, cancel, edit, change and delete until `finish` is called. */
export async function startWorkload(options: {
  readonly caller: Caller;
  readonly clients: number;
  readonly random: Random;
  readonly name: string;
}): Promise<Workload> {
  const { random, name } = options;
  const writer = createWriter(options);
  const noted: Noted[] = [];
  const kept: string[] = [];
  const deleted: string[] = [];
  const needs = { writer, random, name, noted };
  let isFinishing = false;
  let datasets = 0;

  async function createDataset(): Promise<string> {
    const answer = await writer.write('POST', '/v1/datasets', { body: { name: `${name}-${++datasets}` }, expect: 201 });
    return Created.parse(answer.body).datasetId;
  }

  /** A dataset that is deleted while its documents are being parsed. */
  async function passingDataset(): Promise<void> {
    const datasetId = await createDataset();
    const notes = [await uploadText(needs, datasetId), await uploadText(needs, datasetId), await uploadFile(needs, datasetId)];
    for (const note of notes) Object.assign(note, { deleted: 'asked', busy: true });
    const answer = await writer.write('DELETE', `/v1/datasets/${datasetId}`, { expect: 202 });
    const { receiptId } = Deleting.parse(answer.body);
    for (const note of notes) Object.assign(note, { deleted: 'acknowledged', receiptId });
    deleted.push(datasetId);
  }

  async function client(): Promise<void> {
    while (!isFinishing) {
      const free = noted.filter((note) => !note.busy && note.deleted === 'no' && kept.includes(note.datasetId));
      const note = random.next() < 0.45 ? free[Math.floor(random.next() * free.length)] : undefined;
      if (note !== undefined) {
        note.busy = true;
        await touch(needs, note);
        note.busy = false;
      } else if (random.next() < 0.04) await passingDataset();
      else {
        const datasetId = kept[Math.floor(random.next() * kept.length)] ?? '';
        await (random.next() < 0.2 ? uploadFile(needs, datasetId) : uploadText(needs, datasetId));
      }
      await timers.sleep(random.next() * 60);
    }
  }

  for (let many = 0; many < 3; many += 1) kept.push(await createDataset());
  const ended = Promise.all(Array.from({ length: options.clients }, client));
  let isBroken = false;
  ended.catch(() => {
    isBroken = true;
    isFinishing = true;
  });
  return {
    writer,
    noted,
    datasets: { kept, deleted },
    get isBroken() {
      return isBroken;
    },
    async finish() {
      isFinishing = true;
      await ended;
    },
  };
}
