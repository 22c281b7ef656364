import { dataOf } from '@ragtime/client/web';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../../app/session/use-session.ts';
import type { Api, Schemas } from '../../shared/api/api.ts';
import { type ShownProblem, shownProblem } from '../../shared/api/problem.ts';

export type Chunk = Schemas['Chunk'];

export interface Reading {
  readonly document?: Schemas['Document'];
  /** The loaded passages in reading order; undefined until the first ones came. */
  readonly chunks?: readonly Chunk[];
  readonly cursor?: string | undefined;
  readonly problem?: ShownProblem;
}

interface Wanted {
  readonly datasetId: string;
  readonly documentId: string;
  readonly chunkId: string | undefined;
  /** The value changes when the document was parsed again. */
  readonly state: string | undefined;
}

const pageSize = 100;
/** The page size while a wanted passage is not yet loaded. */
const pageSizeMax = 500;

/** A document with its passages, at least up to the wanted one. */
export function useReading({ datasetId, documentId, chunkId, state }: Wanted): Reading & { readonly readMore: () => Promise<void> } {
  const { api, signal: ended } = useSession();
  const [reading, setReading] = useState<Reading>({});
  const path = { datasetId, documentId };

  useEffect(() => {
    const left = new AbortController();
    const signal = AbortSignal.any([ended, left.signal]);
    const isWanted = (chunks: readonly Chunk[]) => chunks.some((chunk) => chunk.chunkId === chunkId);
    const read = async () => {
      const params = { path };
      const document = await dataOf(api.api.GET('/v1/datasets/{datasetId}/documents/{documentId}', { params, signal }));
      if (signal.aborted) return;
      setReading((before) => ({ ...before, document }));
      let page = await readChunks(api, path, undefined, pageSize, signal);
      const chunks = [...page.items];
      while (chunkId !== undefined && page.nextCursor !== undefined && !isWanted(chunks)) {
        page = await readChunks(api, path, page.nextCursor, pageSizeMax, signal);
        chunks.push(...page.items);
      }
      if (!signal.aborted) setReading({ document, chunks, cursor: page.nextCursor });
    };
    read().catch((error: unknown) => {
      if (!signal.aborted) setReading({ problem: shownProblem(error) });
    });
    return () => left.abort();
  }, [api, datasetId, documentId, chunkId, state]);

  return {
    ...reading,
    async readMore() {
      const page = await readChunks(api, path, reading.cursor, pageSize, ended);
      setReading((before) => ({ ...before, chunks: [...(before.chunks ?? []), ...page.items], cursor: page.nextCursor }));
    },
  };
}

async function readChunks(
  { api }: Api,
  path: { readonly datasetId: string; readonly documentId: string },
  cursor: string | undefined,
  limit: number,
  signal: AbortSignal,
) {
  const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
  return await dataOf(api.GET('/v1/datasets/{datasetId}/documents/{documentId}/chunks', { params: { path, query }, signal }));
}
