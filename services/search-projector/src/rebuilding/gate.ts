import { type EntryKey, keyOf, type SearchIndex } from '@ragtime/search';
import { visibleRunOf } from '@ragtime/search/visibility';
import { isUnreadable } from '../artifacts/read-run.ts';
import type { Contents, Difference, IndexDigest } from './compare-contents.ts';
import type { Retrieval } from './compare-retrieval.ts';
import { entriesOf } from './fill.ts';
import { loggedEdits } from './logged-edits.ts';
import type { RebuildNeeds } from './needs.ts';

/** Below these shares a rebuilt index does not become live. Its contents must be equal. */
export const gateBounds = { words: 0.9, vectors: 0.9 } as const;

export interface JudgedDifference extends Difference {
  /** Which of the two holds the text that artifacts and log have. */
  readonly truth: 'before' | 'after' | 'both' | 'neither';
}

export interface SearchRebuildReport {
  readonly generation: number;
  readonly before: IndexDigest;
  readonly after: IndexDigest;
  readonly same: boolean;
  /** Whether the rebuilt index answers from now on. */
  readonly switched: boolean;
  /** An operator demanded the switch, whatever the comparison says. */
  readonly forced: boolean;
  /** Why the comparison advises against the switch, in sentences. */
  readonly reasons: readonly string[];
  /** How many passages differ. */
  readonly differing: number;
  /** The first ones. */
  readonly differences: readonly JudgedDifference[];
  readonly retrieval: Retrieval;
}

/** Why a rebuilt index must not become live; none when it may. */
export function reasonsAgainst(
  { differing, before, after }: Contents,
  differences: readonly JudgedDifference[],
  { words, vectors }: Retrieval,
): readonly string[] {
  const reasons: string[] = [];
  if (before.sha256 !== after.sha256) {
    const right = (side: JudgedDifference['truth']) => differences.filter(({ truth }) => truth === side).length;
    reasons.push(
      `${differing} of ${Math.max(before.entries, after.entries)} passages differ. Of the ${differences.length} that were looked up in log and ` +
        `artifacts, the rebuilt index is right in ${right('after')}, the one that answers now in ${right('before')}`,
    );
  }
  const percent = (share: number) => `${Math.floor(share * 100)} %`;
  for (const [name, share, bound] of [
    ['words', words, gateBounds.words],
    ['vector', vectors, gateBounds.vectors],
  ] as const) {
    if (share < bound) reasons.push(`searches by ${name} find ${percent(share)} of the best hits again, and ${percent(bound)} are needed`);
  }
  return reasons;
}

/** Looks the differing passages up in artifacts and log. */
export async function judged(
  needs: RebuildNeeds,
  [before, after]: readonly [before: SearchIndex, after: SearchIndex],
  differences: readonly Difference[],
): Promise<readonly JudgedDifference[]> {
  const truth = await trueTexts(needs, differences);
  const textIn = async (index: SearchIndex, key: EntryKey) => (await index.get([key]))[0]?.text;
  const all: JudgedDifference[] = [];
  for (const difference of differences) {
    const wanted = truth.get(keyOf(difference));
    const [one, other] = [await textIn(before, difference), await textIn(after, difference)];
    const [isBefore, isAfter] = [one === wanted?.text, other === wanted?.text];
    if (difference.what === 'vector') {
      const has = (await after.withVector([difference])).has(keyOf(difference));
      all.push({ ...difference, truth: has === wanted?.hasVector ? 'after' : 'before' });
    } else all.push({ ...difference, truth: isBefore ? (isAfter ? 'both' : 'before') : isAfter ? 'after' : 'neither' });
  }
  return all;
}

interface Truth {
  readonly text: string;
  readonly hasVector: boolean;
}

async function trueTexts(needs: RebuildNeeds, differences: readonly Difference[]): Promise<ReadonlyMap<string, Truth>> {
  const wanted = new Set(differences.map(keyOf));
  const found = new Map<string, Truth>();
  const note = (key: EntryKey, text: string, vector: Float32Array | undefined) => {
    const name = keyOf(key);
    if (wanted.has(name))
      found.set(name, { text: text.toWellFormed().replaceAll('\u0000', '\ufffd'), hasVector: vector?.some(Boolean) === true });
  };
  const documents = new Set(differences.filter(({ run }) => run > 0).map(({ documentId }) => documentId));
  for (const documentId of documents) {
    const run = await visibleRunOf(needs.database.bulk, documentId);
    if (run === undefined) continue;
    try {
      for await (const entries of entriesOf(needs, run)) for (const entry of entries) note(entry, entry.text, entry.vector);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
  }
  if (differences.some(({ run }) => run === 0)) {
    for await (const edit of loggedEdits(needs)) {
      const key = { ...edit, run: 0, revision: edit.from };
      if (!wanted.has(keyOf(key))) continue;
      const [vector] = await needs.embedder.embed([edit.text]);
      note(key, edit.text, vector);
    }
  }
  return found;
}
