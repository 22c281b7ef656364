import { dataOf } from '@ragtime/client/web';
import { useState } from 'preact/hooks';
import { useSession } from '../../app/session/use-session.ts';
import type { Api, Schemas } from '../../shared/api/api.ts';
import { partsOf } from '../../shared/names.ts';
import { attempt } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { factsOf } from '../documents/document-row.tsx';
import { followReceipt } from './follow-receipt.ts';

const words = texts.reader;

type Document = Schemas['Document'];

/** The name of a document, its facts and its actions. */
export function ReaderHead({ document, onClose }: { readonly document: Document | undefined; readonly onClose: () => void }) {
  return (
    <header class="reader-head">
      <div class="row">
        <h2 id="reader-title" title={document?.name} tabIndex={-1} autofocus>
          {document?.name ?? texts.documents.unnamed}
        </h2>
        <span class="spacer" />
        <button type="button" class="quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {document !== undefined && (
        <p class="muted small">{[texts.documents.status[document.status], ...factsOf(document)].join(texts.separator)}</p>
      )}
      {document !== undefined && <Actions document={document} onClose={onClose} />}
    </header>
  );
}

function Actions({ document, onClose }: { readonly document: Document; readonly onClose: () => void }) {
  const { api, signal } = useSession();
  const [isAsking, setAsking] = useState(false);
  const { datasetId, documentId, name = texts.documents.unnamed } = document;
  const path = { datasetId, documentId };
  const readAgain = async () => {
    const body = { documentIds: [documentId] };
    await dataOf(api.api.POST('/v1/datasets/{datasetId}/parse', { params: { path: { datasetId } }, body }));
  };
  const remove = async () => {
    const receipt = await dataOf(api.api.DELETE('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path } }));
    onClose();
    await followReceipt(api, receipt.receiptId, name, signal);
  };
  return (
    <div class="row">
      <button type="button" onClick={() => void attempt(async () => save(await download(api, path), name))}>
        {words.download}
      </button>
      <button type="button" onClick={() => void attempt(readAgain)}>
        {words.readAgain}
      </button>
      <button type="button" aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
        {words.delete}
      </button>
      {isAsking && (
        <button type="button" class="danger" ref={(button) => button?.focus()} onClick={() => void attempt(remove)}>
          {words.deleteForGood}
        </button>
      )}
    </div>
  );
}

const download = async ({ api }: Api, path: { readonly datasetId: string; readonly documentId: string }): Promise<Blob> =>
  await dataOf(
    api.GET('/v1/datasets/{datasetId}/documents/{documentId}/content', { params: { path }, parseAs: 'blob' }) as Promise<{
      readonly data?: Blob;
      readonly error?: unknown;
      readonly response: Response;
    }>,
  );

function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: partsOf(name).file });
  link.click();
  URL.revokeObjectURL(link.href);
}
