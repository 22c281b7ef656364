import { type QuerySqlToken, sql } from 'slonik';
import { z } from 'zod';

/** Quoted text and comments, in which a semicolon ends no statement. The tag of a dollar quote must match at its end. */
const opaque = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|;/g;

/**
 * Splits a script into its statements, because the extended protocol takes one at a time. It does not know `E'…\'…'` strings or nested comments.
 */
export function splitStatements(script: string): readonly QuerySqlToken[] {
  const statements: string[] = [];
  let start = 0;
  for (const { 0: piece, index } of script.matchAll(opaque)) {
    if (piece !== ';') continue;
    statements.push(script.slice(start, index));
    start = index + 1;
  }
  statements.push(script.slice(start));
  return statements.filter((statement) => statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '').map(rawStatement);
}

/** For the text of this program's own files, never of a caller. */
export const rawStatement = (text: string): QuerySqlToken => ({ ...sql.type(z.record(z.string(), z.unknown()))`select`, sql: text });
