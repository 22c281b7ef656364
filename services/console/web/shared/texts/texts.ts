import { en } from './en.ts';

/** What a table of another language has to hold. */
export type Texts = typeof en;

const tables: Readonly<Record<string, Texts>> = { en };

function chosen(languages: readonly string[]): Texts {
  for (const language of languages) {
    const table = tables[language.split('-', 1)[0] ?? ''];
    if (table !== undefined) return table;
  }
  return en;
}

/** Every word that the console shows, in the first language of the reader that there is a table of. */
export const texts: Texts = chosen(navigator.languages);
