import type { Block, TableBlock } from '../../block.ts';
import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, FormatLimits, ParseContext } from '../format.ts';
import { flatten } from '../shared/flatten.ts';
import { readWholeText, requireWholeSize } from '../shared/whole.ts';
import { asTable } from './table.ts';

/**
 * A single JSON document. A record is an element of an outer array, or a member of an outer object. Flat records with the same members are a table.
 */
export const json: Format = { plan, parse };

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  const { value, encoding } = await readValue(input, limits);
  const count = Math.max(1, records(value).length);
  return { unit: 'record', encoding, count, windows: [{ first: 1, last: count }] };
}

async function* parse(input: Input, _: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const { value } = await readValue(input, context.limits);
  for (const [index, record] of records(value).entries()) {
    if (index + 1 < window.first || index + 1 > window.last) continue;
    yield* recordBlocks(record);
    context.progress(index + 2 - window.first);
  }
}

interface JsonRecord {
  readonly name: string | undefined;
  readonly value: unknown;
}

/** An array that is a table as a whole is one record. */
function records(value: unknown): readonly JsonRecord[] {
  if (Array.isArray(value)) {
    if (asTable(value) !== undefined) return [{ name: undefined, value }];
    return value.map((element: unknown) => ({ name: undefined, value: element }));
  }
  if (typeof value !== 'object' || value === null) return [{ name: undefined, value }];
  const members = Object.entries(value).map(([name, member]) => ({ name, value: member }));
  return members.some((member) => typeof member.value === 'object') ? members : [{ name: undefined, value }];
}

function* recordBlocks({ name, value }: JsonRecord): Generator<Block> {
  const headings = name === undefined ? [] : [name];
  const rows = asTable(value);
  if (name !== undefined && typeof value === 'object' && value !== null) yield { kind: 'heading', level: 1, text: name, place: {} };
  if (rows !== undefined) yield { kind: 'table', rows, header: true, place: {}, headings } satisfies TableBlock;
  else {
    const lines = flatten(name === undefined || typeof value === 'object' ? value : { [name]: value });
    const text = lines.join('\n');
    if (text !== '') yield { kind: 'text', text, place: {}, headings: typeof value === 'object' ? headings : [] };
  }
}

async function readValue(input: Input, limits: FormatLimits) {
  requireWholeSize(input, limits);
  const { text, encoding } = await readWholeText(input);
  try {
    const value: unknown = JSON.parse(text);
    return { value, encoding };
  } catch (cause) {
    throw new ParseFailure('file-damaged', 'The file begins like JSON but is not JSON.', { cause: errorWithoutText(cause) });
  }
}

/** Drops the engine's message, because it quotes the document. */
function errorWithoutText(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.name : 'not JSON');
}
