import { createHash } from 'node:crypto';
import { type EntryKey, keyOf, type SearchIndex, type StoredEntry } from '@ragtime/search';
import { isEditOpen, isRunOpen, type VisibleEdit, type VisibleRun } from '@ragtime/search/visibility';
import type { RebuildNeeds } from './needs.ts';
import { editsOf, pageRows, runsOf } from './visible.ts';

export interface IndexDigest {
  /** 64 hexadecimal digits over every visible passage: its key, place and text, and whether a vector can find it. */
  readonly sha256: string;
  readonly entries: number;
}

/** A passage that one of the two indexes lacks or holds otherwise. */
export interface Difference extends EntryKey {
  readonly what: 'missing-before' | 'missing-after' | 'text' | 'vector';
}

export interface Contents {
  readonly before: IndexDigest;
  readonly after: IndexDigest;
  readonly differing: number;
  /** The first ones. */
  readonly differences: readonly Difference[];
}

const namedMax = 20;

interface Described extends StoredEntry {
  readonly hasVector: boolean;
}

type Pair = readonly [before: Described | undefined, after: Described | undefined];

/**
 * Compares what both indexes hold of everything that is visible, passage by passage. Entries of a run or an edit never change, so writers may go on
 * meanwhile. What stops being visible during its comparison does not count, because its entries may be removed.
 *
 * @param onEntry is called for every passage of the index that answers now
 */
export async function compareContents(
  needs: RebuildNeeds,
  [before, after]: readonly [before: SearchIndex, after: SearchIndex],
  onEntry: (entry: StoredEntry) => void,
): Promise<Contents> {
  const sums = { before: createHash('sha256'), after: createHash('sha256') };
  const entries = { before: 0, after: 0 };
  const differences: Difference[] = [];
  let differing = 0;

  const count = async (pairs: AsyncIterable<Pair>, isVisible: () => Promise<boolean>): Promise<void> => {
    const part = { before: createHash('sha256'), after: createHash('sha256') };
    const found = { before: 0, after: 0, differing: 0 };
    const named: Difference[] = [];
    for await (const [one, other] of pairs) {
      for (const [side, entry] of [['before', one] as const, ['after', other] as const]) {
        if (entry === undefined) continue;
        found[side] += 1;
        part[side].update(lineOf(entry));
      }
      if (one !== undefined) onEntry(one);
      const difference = differenceOf(one, other);
      if (difference === undefined) continue;
      found.differing += 1;
      if (named.length < namedMax) named.push(difference);
    }
    if (found.differing > 0 && !(await isVisible())) return;
    for (const side of ['before', 'after'] as const) {
      entries[side] += found[side];
      sums[side].update(part[side].digest());
    }
    differing += found.differing;
    differences.push(...named.slice(0, namedMax - differences.length));
  };

  for await (const run of runsOf(needs)) await count(pairsOfRun(before, after, run), () => isRunOpen(needs.database.bulk, run));
  for await (const page of editsOf(needs)) {
    const pairs = await pairsOfEdits(before, after, page);
    for (const [edit, pair] of pairs) await count(only(pair), () => isEditOpen(needs.database.bulk, edit));
  }
  return {
    before: { sha256: sums.before.digest('hex'), entries: entries.before },
    after: { sha256: sums.after.digest('hex'), entries: entries.after },
    differing,
    differences,
  };
}

const lineOf = (entry: Described): string => JSON.stringify([keyOf(entry), entry.ordinal, entry.text, entry.hasVector]);

function differenceOf(before: Described | undefined, after: Described | undefined): Difference | undefined {
  const entry = before ?? after;
  if (entry === undefined) return undefined;
  const { documentId, run, revision, chunkId } = entry;
  const what =
    before === undefined
      ? 'missing-before'
      : after === undefined
        ? 'missing-after'
        : before.text !== after.text
          ? 'text'
          : before.hasVector !== after.hasVector
            ? 'vector'
            : undefined;
  return what === undefined ? undefined : { documentId, run, revision, chunkId, what };
}

/** Both list a run in one order, so they are read side by side, a page at a time. */
async function* pairsOfRun(before: SearchIndex, after: SearchIndex, run: VisibleRun): AsyncGenerator<Pair> {
  const [left, right] = [listed(before, run), listed(after, run)];
  let [one, other] = [await left.next(), await right.next()];
  while (one.done !== true || other.done !== true) {
    const [first, second] = [one.done === true ? undefined : one.value, other.done === true ? undefined : other.value];
    const order = first === undefined ? 1 : second === undefined ? -1 : inOrder(first, second);
    yield [order <= 0 ? first : undefined, order >= 0 ? second : undefined];
    if (order <= 0) one = await left.next();
    if (order >= 0) other = await right.next();
  }
}

async function* listed(index: SearchIndex, { documentId, run }: VisibleRun): AsyncGenerator<Described> {
  let after: StoredEntry | undefined;
  do {
    const page = await index.list({ documentId, run }, { limit: pageRows, after });
    yield* await described(index, page);
    after = page.length < pageRows ? undefined : page.at(-1);
  } while (after !== undefined);
}

async function described(index: SearchIndex, entries: readonly StoredEntry[]): Promise<readonly Described[]> {
  const names = await index.withVector(entries);
  return entries.map((entry) => ({ ...entry, hasVector: names.has(keyOf(entry)) }));
}

async function pairsOfEdits(before: SearchIndex, after: SearchIndex, edits: readonly VisibleEdit[]) {
  const keys = edits.map((edit): EntryKey => ({ ...edit, run: 0 }));
  const [left, right] = [await described(before, await before.get(keys)), await described(after, await after.get(keys))];
  const byName = (entries: readonly Described[]) => new Map(entries.map((entry) => [keyOf(entry), entry]));
  const [ones, others] = [byName(left), byName(right)];
  return edits.map((edit): readonly [VisibleEdit, Pair] => {
    const name = keyOf({ ...edit, run: 0 });
    return [edit, [ones.get(name), others.get(name)]];
  });
}

async function* only(pair: Pair): AsyncGenerator<Pair> {
  yield pair;
}

const inOrder = (one: StoredEntry, other: StoredEntry): number =>
  one.ordinal - other.ordinal || (one.chunkId < other.chunkId ? -1 : one.chunkId > other.chunkId ? 1 : 0);
