import type { Block } from './block.ts';
import { ParseFailure } from './failure.ts';
import { detectFormat } from './formats/detect/detect.ts';
import type { FormatLimits, ParseContext } from './formats/format.ts';
import { describeFormat } from './formats/registry.ts';
import type { Input } from './input/input.ts';
import type { Window } from './plan.ts';
import type { Plan } from './plan-schema.ts';

/** Files with more pages, slides or sheets than this are refused: their run would take as long as all work of a tenant in a day. */
const unitsMax = { page: 20_000, slide: 20_000, sheet: 20_000 };

/** Looks at the whole file, in this process. @throws ParseFailure */
export async function planInput(input: Input, limits: FormatLimits): Promise<Plan> {
  return await withFailures(async () => {
    const name = await detectFormat(input, limits);
    const { mediaType, load } = describeFormat(name);
    const format = await load();
    const plan = await format.plan(input, limits);
    if (plan.count < 1 || plan.windows.length === 0) throw new ParseFailure('text-missing', 'The document holds no text.');
    if (plan.unit in unitsMax && plan.count > unitsMax.page)
      throw new ParseFailure('too-many-pages', `The document has more than ${unitsMax.page} pages.`);
    return { format: name, mediaType, ...plan };
  });
}

/** Reads one window, in this process. @throws ParseFailure */
export async function* readBlocks(input: Input, plan: Plan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const format = await describeFormat(plan.format).load();
  let isEmpty = true;
  try {
    for await (const block of format.parse(input, plan, window, context)) {
      isEmpty = false;
      yield block;
    }
  } catch (cause) {
    throw asFailure(cause);
  }
  const isWhole = window.first <= 1 && window.last >= plan.count;
  if (isEmpty && isWhole) throw new ParseFailure('text-missing', 'The document holds no text.');
}

async function withFailures<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw asFailure(cause);
  }
}

/** Converts an error of any kind, because a library that reads a broken file may throw anything. */
function asFailure(cause: unknown): ParseFailure {
  if (cause instanceof ParseFailure) return cause;
  if (cause instanceof RangeError && /call stack/u.test(cause.message)) {
    return new ParseFailure('nesting-limit', 'The document is nested too deeply.', { cause });
  }
  return new ParseFailure('file-damaged', 'The file is damaged, or its content does not match its format.', { cause });
}
