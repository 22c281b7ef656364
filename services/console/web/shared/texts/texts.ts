import { en } from './en.ts';

/** The members that a table of another language must have. */
export type Texts = typeof en;

const tables: Readonly<Record<string, Texts>> = { en };

function chosen(languages: readonly string[]): Texts {
  for (const language of languages) {
    const table = tables[language.split('-', 1)[0] ?? ''];
    if (table !== undefined) return table;
  }
  return en;
}

/** Every word that the console shows, in the reader's first language that has a table. */
export const texts: Texts = chosen(navigator.languages);
