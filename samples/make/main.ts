import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFixedTimes } from './office-zip.ts';
import { dateOf, parseSource, type Source } from './source.ts';
import { writeDocx } from './writers/docx.ts';
import { writePdf } from './writers/pdf.ts';
import { writePptx } from './writers/pptx.ts';
import { writeXlsx } from './writers/xlsx.ts';

const SOURCES = join(import.meta.dirname, 'sources');
const DOCUMENTS = join(import.meta.dirname, '../documents');

const office = (write: (source: Source) => Promise<Uint8Array>) => async (source: Source) =>
  withFixedTimes(await write(source), dateOf(source));

const WRITERS = new Map([
  ['pdf', writePdf],
  ['docx', office(writeDocx)],
  ['xlsx', office(writeXlsx)],
  ['pptx', office(writePptx)],
]);

/** Makes each binary document anew from its source: `sources/a/b.pdf.md` becomes `documents/a/b.pdf`. */
const make = async (): Promise<void> => {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => name.endsWith('.md')).sort();
  for (const name of names) {
    const target = name.slice(0, -'.md'.length);
    const write = WRITERS.get(target.slice(target.lastIndexOf('.') + 1));
    if (!write) throw new Error(`no writer for ${target}`);
    const bytes = await write(parseSource(await readFile(join(SOURCES, name), 'utf8')));
    await mkdir(dirname(join(DOCUMENTS, target)), { recursive: true });
    await writeFile(join(DOCUMENTS, target), bytes);
    console.log(`${target}: ${bytes.length} bytes`);
  }
};

await make();
