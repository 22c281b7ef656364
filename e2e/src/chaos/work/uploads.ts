import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '@ragtime/runtime';
import { z } from 'zod';
import { type Noted, notedOf } from './noted.ts';
import type { Writer } from './writer.ts';

const Uploaded = z.looseObject({ items: z.tuple([z.looseObject({ documentId: z.string() })]) });

export interface UploadNeeds {
  readonly writer: Writer;
  readonly random: Random;
  readonly noted: Noted[];
  /** A part of every word, so that words of different runs differ. */
  readonly name: string;
}

const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A text with a word of its own: mostly a page, now and then hundreds of them, so that there are runs of one window and of many. */
export async function uploadText({ writer, random, noted, name }: UploadNeeds, datasetId: string): Promise<Noted> {
  const word = `zq${name}x${noted.length}k${Math.floor(random.next() * 1e6)}`;
  const paragraphs = 1 + Math.floor(random.next() ** 4 * 1_200);
  const text = `# About ${word}\n\n${Array.from({ length: paragraphs }, (_, at) => `Paragraph ${at} tells of turbines, valves and ${word}.`).join('\n\n')}`;
  const note = notedOf({ datasetId, word, name: `${word}.md`, sha256: sha256Of(text) });
  return await register(writer, noted, note, { name: note.name, text });
}

const samples = fileURLToPath(new URL('../../../../samples/documents', import.meta.url));
let found: readonly string[] | undefined;

/** One of the shipped samples that are not plain text, as a browser sends it. */
export async function uploadFile({ writer, random, noted, name }: UploadNeeds, datasetId: string): Promise<Noted> {
  found ??= readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((path) => ['.pdf', '.docx', '.xlsx', '.pptx', '.html', '.csv'].includes(extname(path)))
    .toSorted();
  const path = found[Math.floor(random.next() * found.length)] ?? '';
  const bytes = readFileSync(`${samples}/${path}`);
  const note = notedOf({ datasetId, word: undefined, name: `${name}-${noted.length}-${basename(path)}`, sha256: sha256Of(bytes) });
  const form = new FormData();
  form.append('file', new Blob([bytes]), note.name);
  return await register(writer, noted, note, form);
}

async function register(writer: Writer, noted: Noted[], note: Noted, body: FormData | { name: string; text: string }): Promise<Noted> {
  noted.push(note);
  const answer = await writer.write('POST', `/v1/datasets/${note.datasetId}/documents?parse=true`, { body, note, expect: 201 });
  note.documentId = Uploaded.parse(answer.body).items[0].documentId;
  note.busy = false;
  return note;
}
