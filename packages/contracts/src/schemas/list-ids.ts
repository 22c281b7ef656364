import { readFileSync, writeFileSync } from 'node:fs';
import { ownCatalogue } from '../codec/own-schemas.ts';

/** Adds new schemas to the committed list. A listed schema that changed needs a new level, unless it was never released: `--again`. */
const file = new URL('./ids.json', import.meta.url);

interface Listed {
  readonly type: string;
  readonly level: number;
  readonly id: number;
}

const nameOf = ({ type, level }: Listed): string => `${type} at level ${level}`;
const present = ownCatalogue.schemas.map(({ type, level, id }): Listed => ({ type, level, id }));
const listed = JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];

if (!process.argv.includes('--again')) {
  const ids = new Map(present.map((schema) => [nameOf(schema), schema.id]));
  const changed = listed.filter((schema) => ids.get(nameOf(schema)) !== schema.id).map(nameOf);
  if (changed.length > 0) throw new Error(`changed or gone: ${changed.join(', ')}`);
}
const lines = present.map(({ type, level, id }) => `  { "type": "${type}", "level": ${level}, "id": ${id} }`);
writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
