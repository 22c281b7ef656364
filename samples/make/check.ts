import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeDocuments } from './make-documents.ts';
import { textOf } from './text-of.ts';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENTS = join(ROOT, 'documents');
const TEXT_FORMATS = ['txt', 'md', 'html', 'csv', 'json', 'jsonl'];
const FORMATS = [...TEXT_FORMATS, 'pdf', 'docx', 'xlsx', 'pptx'];
const LIMITS = { documentsMin: 32, bytesMax: 5_000_000, wordsMin: 150, askedMin: 30, manualPagesMin: 12 } as const;

const question = z.strictObject({ question: z.string().endsWith('?'), document: z.string(), answerContains: z.string().min(3).max(40) });
const questions = z.strictObject({ shown: z.array(question).length(3), asked: z.array(question).min(LIMITS.askedMin) });

const faults: string[] = [];
const must = (holds: boolean, fault: string): void => {
  if (!holds) faults.push(fault);
};
const formatOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
const fold = (text: string): string => text.normalize('NFC').toLowerCase();

const entries = await readdir(DOCUMENTS, { recursive: true, withFileTypes: true });
const names = entries
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(DOCUMENTS.length + 1))
  .sort();

const lines = new Map<string, readonly string[]>();
const formats = new Map<string, number>();
let bytes = 0;
let words = 0;
let longestManual = 0;
for (const name of names) {
  const text = await textOf(join(DOCUMENTS, name));
  const count = text.lines.join(' ').split(/\s+/).length;
  lines.set(name, text.lines.map(fold));
  formats.set(formatOf(name), (formats.get(formatOf(name)) ?? 0) + 1);
  bytes += (await stat(join(DOCUMENTS, name))).size;
  words += count;
  longestManual = Math.max(longestManual, text.pages ?? 0);
  must(count >= LIMITS.wordsMin, `${name} has only ${count} words`);
}

must(names.length >= LIMITS.documentsMin, `only ${names.length} documents`);
must(bytes <= LIMITS.bytesMax, `${bytes} bytes in all`);
must(longestManual >= LIMITS.manualPagesMin, `the longest PDF has ${longestManual} pages`);
for (const format of FORMATS) must(formats.has(format), `no document in ${format}`);
for (const format of formats.keys()) must(FORMATS.includes(format), `${format} is not a format of the samples`);

// The texts are compared, not the bytes: the zlibs of two machines may compress differently.
const fresh = await mkdtemp(join(tmpdir(), 'ragtime-samples-'));
const made = await makeDocuments(fresh);
for (const name of made) {
  const text = (await textOf(join(fresh, name))).lines.map(fold).join('\n');
  must(text === lines.get(name)?.join('\n'), `${name} differs from its source: make the documents again`);
}
await rm(fresh, { recursive: true });
for (const name of names) must(TEXT_FORMATS.includes(formatOf(name)) || made.includes(name), `${name} has no source`);

const { shown, asked } = questions.parse(JSON.parse(await readFile(join(ROOT, 'questions.json'), 'utf8')));
for (const { question: text, document, answerContains } of [...shown, ...asked]) {
  const holders = names.filter((name) => lines.get(name)?.some((line) => line.includes(fold(answerContains))));
  must(names.includes(document), `"${text}" names ${document}, which does not exist`);
  must(
    holders.length === 1 && holders[0] === document,
    `"${answerContains}" should be on one line of ${document} only, and is in: ${holders.join(', ') || 'none'}`,
  );
  must(!fold(text).includes(fold(answerContains)), `"${text}" gives its answer away`);
}
must(new Set([...shown, ...asked].map((entry) => entry.question)).size === shown.length + asked.length, 'a question is asked twice');
const askedFormats = new Set(asked.map((entry) => formatOf(entry.document)));
for (const format of FORMATS) must(askedFormats.has(format), `no question has its answer in ${format}`);

const perFormat = FORMATS.map((format) => `${format} ${formats.get(format) ?? 0}`).join(', ');
console.log(`${names.length} documents (${perFormat}), ${words} words, ${bytes} bytes, ${shown.length} + ${asked.length} questions`);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
