import { signal } from '@preact/signals';
import { dataOf } from '@ragtime/client/web';
import type { SearchOfPlace } from '../../app/places.ts';
import type { Api, Schemas } from '../../shared/api/api.ts';
import { type ShownProblem, shownProblem } from '../../shared/api/problem.ts';

export type Hit = Schemas['SearchHit'];

export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'searching' }
  | { readonly kind: 'failed'; readonly problem: ShownProblem }
  | ({ readonly kind: 'found' } & Schemas['SearchResponse']);

export interface Asked {
  readonly datasetId: string;
  readonly search: SearchOfPlace;
}

const passagesMax = 20;

/** The answer to the search of the present address. */
export const answer = signal<Answer>({ kind: 'none' });

let asking = new AbortController();

/** Starts a search and drops the earlier one. An empty question only drops it. */
export async function ask({ api }: Api, { datasetId, search }: Asked, ended: AbortSignal): Promise<void> {
  asking.abort();
  asking = new AbortController();
  const signal = AbortSignal.any([ended, asking.signal]);
  const query = search.query?.trim() ?? '';
  if (query === '') {
    answer.value = { kind: 'none' };
    return;
  }
  answer.value = { kind: 'searching' };
  const body = {
    query,
    limit: passagesMax,
    highlight: true,
    rerank: false,
    ...(search.everywhere === true ? {} : { datasetIds: [datasetId] }),
    ...(search.inDocumentId === undefined ? {} : { documentIds: [search.inDocumentId] }),
  };
  try {
    const found = await dataOf(api.POST('/v1/search', { body, signal }));
    if (!signal.aborted) answer.value = { kind: 'found', ...found };
  } catch (error) {
    if (!signal.aborted) answer.value = { kind: 'failed', problem: shownProblem(error) };
  }
}

/** Removes the passages of a deleted document from the results. */
export function forgetDocument(documentId: string): void {
  const { value } = answer;
  if (value.kind !== 'found') return;
  answer.value = {
    ...value,
    items: value.items.filter((hit) => hit.documentId !== documentId),
    documents: value.documents.filter((document) => document.documentId !== documentId),
  };
}
