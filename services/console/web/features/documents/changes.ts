import type { Schemas } from '../../shared/api/api.ts';

export type Document = Schemas['Document'];

/** The messages of a dataset's stream that change the list of documents. */
export type Change =
  | { readonly kind: 'dataset' }
  | { readonly kind: 'deleted'; readonly documentId: string }
  | { readonly kind: 'document'; readonly documentId: string; readonly changed: Changed | undefined }
  | { readonly kind: 'progress'; readonly documentId: string; readonly progress: number }
  | { readonly kind: 'reset' };

export type Changed = Pick<Document, 'status'> & Partial<Pick<Document, 'runId' | 'error' | 'chunks' | 'tokens' | 'pages'>>;

const statuses: ReadonlySet<unknown> = new Set(['uploaded', 'queued', 'running', 'parsed', 'failed', 'cancelled']);
const isStatus = (value: unknown): value is Document['status'] => statuses.has(value);

/** @returns undefined for a message that does not change the list. */
export function changeOf(event: string, data: unknown): Change | undefined {
  if (event === 'reset') return { kind: 'reset' };
  const fields: Readonly<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {};
  const { documentId } = fields;
  if (event === 'state' && documentId === undefined) return { kind: 'dataset' };
  if (typeof documentId !== 'string') return undefined;
  if (event === 'progress') {
    const { progress } = fields;
    return typeof progress === 'number' ? { kind: 'progress', documentId, progress } : undefined;
  }
  if (event !== 'state') return undefined;
  return fields['status'] === 'deleted' ? { kind: 'deleted', documentId } : { kind: 'document', documentId, changed: changedOf(fields) };
}

function changedOf({ status, runId, error, chunks, tokens, pages }: Readonly<Record<string, unknown>>): Changed | undefined {
  if (!isStatus(status)) return undefined;
  return {
    status,
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(isFailure(error) ? { error } : {}),
    ...(typeof chunks === 'number' ? { chunks } : {}),
    ...(typeof tokens === 'number' ? { tokens } : {}),
    ...(typeof pages === 'number' ? { pages } : {}),
  };
}

const isFailure = (value: unknown): value is Schemas['Failure'] =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value;

/** The document after a change of its status. */
export function changedDocument({ error: _before, ...document }: Document, changed: Changed): Document {
  return { ...document, progress: changed.status === 'parsed' ? 1 : 0, ...changed };
}
