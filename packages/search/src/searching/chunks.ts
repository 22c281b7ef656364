import { decodeCursor, encodeCursor } from '@ragtime/database';
import type { ChunkId, DatasetId, DocumentId, RunNumber, TenantId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import { z } from 'zod';
import type { SearchIndex, StoredEntry } from '../search-index.ts';
import type { EditState } from '../visibility/read.ts';
import type { Visibility } from '../visibility/rows.ts';

export interface ChunkView {
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly datasetId: DatasetId;
  /** The run that a command on the chunk must name: the visible run; 0 for a passage that a person typed in. */
  readonly run: RunNumber;
  readonly ordinal: number;
  readonly text: string;
  readonly headings: readonly string[];
  readonly tokens: number;
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  readonly boxes: StoredEntry['boxes'];
  readonly kind: 'text' | 'table';
  /** A disabled passage is listed, but no search finds it. */
  readonly enabled: boolean;
  /** A person changed its text. */
  readonly edited: boolean;
  /** The version for `If-Match`; 0 until a person changes the passage. */
  readonly version: number;
}

export interface ChunkPlace {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

export interface ChunkPage {
  readonly items: readonly ChunkView[];
  readonly nextCursor: string | undefined;
  readonly position: Positions;
}

export interface Chunks {
  /**
   * The passages of a document in reading order. Passages that a person made stand at their place or after it.
   *
   * @returns undefined when there is no such document. @throws CursorInvalid
   */
  list(place: ChunkPlace, page: { readonly limit: number; readonly cursor?: string | undefined }): Promise<ChunkPage | undefined>;
  get(place: ChunkPlace, chunkId: ChunkId): Promise<{ readonly chunk: ChunkView | undefined; readonly position: Positions }>;
}

interface Place {
  readonly ordinal: number;
  readonly chunkId: ChunkId;
}

export function createChunks({ index, visibility }: { readonly index: SearchIndex; readonly visibility: Visibility }): Chunks {
  /** The texts of edits. Each has the place that the run gives its passage, if the run made that passage too. */
  async function editsOf({ documentId }: ChunkPlace, run: number, edits: readonly EditState[]) {
    const own = edits.filter(({ revision, deleted }) => revision > 0 && !deleted);
    const entries = await index.get(own.map(({ chunkId, revision }) => ({ documentId, chunkId, revision, run: 0 })));
    const made = await index.get(own.map(({ chunkId }) => ({ documentId, chunkId, run, revision: 0 })));
    const texts = new Map(entries.map((entry) => [entry.chunkId, entry]));
    const madeAgain = new Set(made.map(({ chunkId }) => chunkId));
    return { texts, detached: entries.filter(({ chunkId }) => !madeAgain.has(chunkId)) };
  }

  function viewOf(entry: StoredEntry, at: { readonly ordinal: number; readonly run: number }, edit: EditState | undefined): ChunkView {
    const { chunkId, documentId, datasetId, text, headings, tokens, pages, lines, boxes, kind } = entry;
    return {
      chunkId,
      documentId,
      datasetId,
      text,
      headings,
      tokens,
      pages,
      lines,
      boxes,
      kind,
      ordinal: at.ordinal,
      run: edit?.typedIn === true ? 0 : at.run,
      enabled: edit?.enabled ?? true,
      edited: entry.revision > 0,
      version: edit?.version ?? 0,
    };
  }

  return {
    async list(place, { limit, cursor }) {
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const position = await visibility.position();
      const document = await visibility.document(position, place.tenantId, place.documentId);
      if (document === undefined || document.datasetId !== place.datasetId) return undefined;
      const run = document.run ?? 0;
      const edits = await visibility.edits(position, place.documentId);
      const editOf = new Map(edits.map((edit) => [edit.chunkId, edit]));
      const { texts, detached } = await editsOf(place, run, edits);
      const hidden = edits.filter(({ deleted }) => deleted).length;
      const made = run === 0 ? [] : await index.list({ documentId: place.documentId, run }, { limit: limit + 1 + hidden, after });
      const views = [
        ...made.flatMap((entry) => {
          const edit = editOf.get(entry.chunkId);
          return edit?.deleted === true ? [] : [viewOf(texts.get(entry.chunkId) ?? entry, { ordinal: entry.ordinal, run }, edit)];
        }),
        ...detached
          .filter((entry) => after === undefined || inOrder(entry, after) > 0)
          .map((entry) => viewOf(entry, { ordinal: entry.ordinal, run }, editOf.get(entry.chunkId))),
      ].toSorted(inOrder);
      const items = views.slice(0, limit);
      const last = views.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? undefined : encodeCursor([last.ordinal, last.chunkId]), position };
    },
    async get(place, chunkId) {
      const position = await visibility.position();
      const document = await visibility.document(position, place.tenantId, place.documentId);
      if (document === undefined || document.datasetId !== place.datasetId) return { chunk: undefined, position };
      const run = document.run ?? 0;
      const [edit] = await visibility.edits(position, place.documentId, [chunkId]);
      if (edit?.deleted === true) return { chunk: undefined, position };
      const { texts } = await editsOf(place, run, edit === undefined ? [] : [edit]);
      const [made] = run === 0 ? [] : await index.get([{ documentId: place.documentId, chunkId, run, revision: 0 }]);
      const entry = texts.get(chunkId) ?? made;
      if (entry === undefined) return { chunk: undefined, position };
      return { chunk: viewOf(entry, { ordinal: made?.ordinal ?? entry.ordinal, run }, edit), position };
    },
  };
}

const inOrder = (one: Place, other: Place): number =>
  one.ordinal - other.ordinal || (one.chunkId < other.chunkId ? -1 : one.chunkId > other.chunkId ? 1 : 0);

const PlaceKey = z.tuple([z.int().nonnegative(), z.string().min(1)]);

function placeOf(cursor: string): Place {
  const [ordinal, chunkId] = decodeCursor(cursor, PlaceKey);
  return { ordinal, chunkId: chunkId as ChunkId };
}
