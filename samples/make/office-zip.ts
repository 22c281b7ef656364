import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';

const STAMP = /(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)/g;

/**
 * Returns the same Office file without anything that depends on the clock: the times of the zip entries and of the core properties. So the same
 * source gives the same bytes on every machine and every day.
 */
export const withFixedTimes = (bytes: Uint8Array, date: Date): Uint8Array => {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    if (name.endsWith('/')) continue;
    const fixed = name === 'docProps/core.xml' ? strToU8(strFromU8(content).replace(STAMP, `$1${isoSeconds(date)}$2`)) : content;
    entries[name] = [fixed, { mtime: date, level: 9 }];
  }
  return zipSync(entries);
};

const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
