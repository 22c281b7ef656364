import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFixedTimes } from './office-zip.ts';
import { dateOf, parseSource, type Source } from './source.ts';
import { writeDocx } from './writers/docx.ts';
import { writePdf } from './writers/pdf.ts';
import { writePptx } from './writers/pptx.ts';
import { writeXlsx } from './writers/xlsx.ts';

const SOURCES = join(import.meta.dirname, 'sources');

const office = (write: (source: Source) => Promise<Uint8Array>) => async (source: Source) =>
  withFixedTimes(await write(source), dateOf(source));

const WRITERS = new Map([
  ['pdf', writePdf],
  ['docx', office(writeDocx)],
  ['xlsx', office(writeXlsx)],
  ['pptx', office(writePptx)],
]);

/** Makes each binary document from its source: `sources/a/b.pdf.md` becomes `a/b.pdf` below the folder. Returns the names of the documents. */
export const makeDocuments = async (folder: string): Promise<readonly string[]> => {
  const sources = (await readdir(SOURCES, { recursive: true })).filter((name) => name.endsWith('.md')).sort();
  const made: string[] = [];
  for (const name of sources) {
    const target = name.slice(0, -'.md'.length);
    const write = WRITERS.get(target.slice(target.lastIndexOf('.') + 1));
    if (!write) throw new Error(`no writer for ${target}`);
    const bytes = await write(parseSource(await readFile(join(SOURCES, name), 'utf8')));
    await mkdir(dirname(join(folder, target)), { recursive: true });
    await writeFile(join(folder, target), bytes);
    made.push(target);
  }
  return made;
};
