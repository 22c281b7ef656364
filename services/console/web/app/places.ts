import { useLocation } from 'preact-iso/router';

/** A place in a dataset, as its address names it. */
export interface Place {
  readonly datasetId: string;
  readonly documentId?: string | undefined;
  readonly chunkId?: string | undefined;
  readonly search: SearchOfPlace;
}

export interface SearchOfPlace {
  readonly query?: string | undefined;
  /** Whether to search all datasets, not only that of the place. */
  readonly everywhere?: boolean;
  /** Searches only this document. */
  readonly inDocumentId?: string | undefined;
  /** The filter of the list of documents. */
  readonly nameContains?: string | undefined;
}

/** The links that the console follows without loading a page. */
export const ownAddresses = /^\/(datasets(\/|\?|$)|$|\?)/;
export const datasetsAddress = '/datasets';

export function addressOf({ datasetId, documentId, chunkId, search }: Place): string {
  const parts = ['datasets', datasetId];
  if (documentId !== undefined) parts.push('documents', documentId);
  if (documentId !== undefined && chunkId !== undefined) parts.push('passages', chunkId);
  const query = new URLSearchParams();
  if (search.query !== undefined && search.query !== '') {
    query.set('q', search.query);
    if (search.everywhere === true) query.set('in', 'all');
    if (search.inDocumentId !== undefined) query.set('document', search.inDocumentId);
  }
  if (search.nameContains !== undefined && search.nameContains !== '') query.set('name', search.nameContains);
  return `/${parts.map(encodeURIComponent).join('/')}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

export function searchOf(query: Readonly<Record<string, string>>): SearchOfPlace {
  const { q, in: where, document, name } = query;
  return { query: q === '' ? undefined : q, everywhere: where === 'all', inDocumentId: document, nameContains: name };
}

/** Goes to an address. With `replace`, Back does not return to the present one. */
export function useGo(): (address: string, options?: { readonly replace?: boolean }) => void {
  const { route } = useLocation();
  return (address, { replace = false } = {}) => route(address, replace);
}
